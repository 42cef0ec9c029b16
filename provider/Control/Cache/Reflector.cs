using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;

namespace Sluice.Control.Cache;

/// <summary>
/// Keeps a store at what the API server has: list, then watch from there; when the watch ends, watch again from the last version seen;
/// when that version is too old, list again and remove what is missing from it. Handlers run on this loop and must be quick.
/// </summary>
internal sealed partial class Reflector<T>(KubernetesApi api, WatchedKind<T> kind, ReflectorSettings settings, Action<CacheChange> changed, ILogger logger) : IReflector
    where T : KubernetesObject
{
    private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)GatewayApiJson.Options.GetTypeInfo(typeof(T));
    private volatile ReflectorStatus _status = new();

    /// <summary>The newest version seen, from which the next watch goes on; null: list first.</summary>
    private string? _version;

    /// <summary>Failures without an event between them: a server that answers lists but no watches must not be asked again and again.</summary>
    private int _failures;

    /// <summary>The failure that was logged last; the status forgets it with every list.</summary>
    private string _told = "";

    public ObjectStore<T> Store { get; } = new();

    public string Name => kind.Resource.ToString();

    public ReflectorStatus Status => _status;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            long? watching = null;
            var listed = _version is null;
            try
            {
                if (listed)
                {
                    await ListAsync(cancellationToken);
                }

                watching = settings.Time.GetTimestamp();
                await WatchAsync(cancellationToken);
                if (!Settled(watching) && _failures > 0)
                {
                    throw new WatchBrokenException($"The watch of {Name} ended as soon as it had begun.");
                }

                // The first time, it is taken for the end that every watch has.
                _failures = Settled(watching) ? 0 : 1;
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException gone) when (gone.IsGone && _version is not null && (!listed || _failures == 0))
            {
                // What has just been listed expires once; a server that does so again and again must not be asked for lists in a circle.
                Log.Expired(logger, Name);
                _version = null;
                _failures = Math.Max(_failures, 1);
                continue;
            }
            catch (ApiException missing) when (missing.IsNotFound || (kind.IsOptional && missing.IsForbidden))
            {
                // The kind is not installed. That is a state, not a failure; it may be installed at any time.
                _version = null;
                Apply(Store.Replace([]));
                SetListed();
                _status = _status with { Connected = false, Error = missing.IsNotFound ? "The kind is not installed." : missing.Message };
                await settings.DelayAsync(settings.MissingKindInterval, cancellationToken);
                continue;
            }
            catch (ApiException refused)
            {
                // The server may have refused the version itself; only a list is sure to lead out of that.
                _version = null;
                Fail(refused.Message, watching);
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or OperationCanceledException or WatchBrokenException)
            {
                // The version is kept: a watch that merely broke goes on where it was.
                Fail(broken.Message, watching);
            }

            await settings.DelayAsync(settings.Backoff(_failures), cancellationToken);
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var next = "";
        string version;
        do
        {
            using var page = await api.ListAsync(
                $"{kind.Path}?limit={settings.PageSize}{kind.Query}{(next.Length == 0 ? "" : "&continue=" + Uri.EscapeDataString(next))}", kind.MetadataOnly, cancellationToken);
            var metadata = page.RootElement.GetProperty("metadata");
            version = metadata.GetProperty("resourceVersion").GetString() ?? "";
            next = metadata.TryGetProperty("continue", out var token) ? token.GetString() ?? "" : "";
            foreach (var element in page.RootElement.GetProperty("items").EnumerateArray())
            {
                if (Read(element) is { } item)
                {
                    items.Add(item);
                }
            }
        }
        while (next.Length > 0);

        Apply(Store.Replace(items));
        _version = version;
        SetListed();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        // The server ends the watch in time; if it does not, or says nothing although bookmarks are due, the watchdog does.
        using var watchdog = new CancellationTokenSource(settings.SilenceLimit, settings.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        var path = $"{kind.Path}?watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(_version!)}"
            + $"&timeoutSeconds={(int)settings.WatchTime().TotalSeconds}{kind.Query}";
        try
        {
            await foreach (var line in api.WatchAsync(path, kind.MetadataOnly, linked.Token))
            {
                using (line)
                {
                    watchdog.CancelAfter(settings.SilenceLimit);
                    Handle(line.RootElement);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WatchBrokenException($"The watch of {Name} was silent for {settings.SilenceLimit.TotalSeconds:0} seconds.");
        }
    }

    private void Handle(JsonElement line)
    {
        var element = line.GetProperty("object");
        switch (line.GetProperty("type").GetString())
        {
            case "ADDED" or "MODIFIED" when Read(element) is { } item:
                Advance(item.Metadata?.ResourceVersion);
                Apply(Store.Upsert(item));
                break;
            case "DELETED" when Read(element) is { } item:
                Advance(item.Metadata?.ResourceVersion);
                Apply(Store.Remove(ObjectStore<T>.KeyOf(item)));
                break;
            case "BOOKMARK":
                Advance(element.GetProperty("metadata").GetProperty("resourceVersion").GetString());
                break;
            case "ERROR":
                throw KubernetesApi.FromStatus(element, HttpStatusCode.InternalServerError);
        }

        _failures = 0;
        _status = _status with { Connected = true, Error = "", LastEvent = settings.Time.GetUtcNow() };
    }

    private void Advance(string? version) => _version = string.IsNullOrEmpty(version) ? _version : version;

    private T? Read(JsonElement element)
    {
        try
        {
            var item = element.Deserialize(_type);
            if (item?.Metadata?.Name is null)
            {
                return null;
            }

            kind.Prune?.Invoke(item);
            return item;
        }
        catch (JsonException unreadable)
        {
            // One odd object must not hide all others of its kind.
            Log.Unreadable(logger, Name, unreadable.Message);
            return null;
        }
    }

    private void Apply(CacheChange change)
    {
        if (change != CacheChange.None)
        {
            changed(kind.StatusMatters ? change | CacheChange.Inputs : change);
        }
    }

    private bool Settled(long? watching) => watching is { } since && settings.Time.GetElapsedTime(since) > settings.MaxBackoff;

    private void Fail(string reason, long? watching)
    {
        _failures = Settled(watching) ? 1 : _failures + 1;
        if (_failures == 1 || _told != reason)
        {
            Log.Failed(logger, Name, reason);
            _told = reason;
        }

        _status = _status with { Connected = false, Error = reason, Failures = _status.Failures + 1 };
    }

    private void SetListed()
    {
        var first = !_status.Listed;
        _status = _status with { Listed = true, Connected = true, Error = "" };
        if (first)
        {
            // An empty kind has no events to tell that it has been looked at.
            changed(CacheChange.Inputs);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Watching {Kind} failed: {Reason} Trying again.")]
        public static partial void Failed(ILogger logger, string kind, string reason);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "The watch of {Kind} fell behind what the API server remembers; listing again.")]
        public static partial void Expired(ILogger logger, string kind);

        [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "An object of {Kind} cannot be read and is ignored: {Reason}")]
        public static partial void Unreadable(ILogger logger, string kind, string reason);
    }
}
