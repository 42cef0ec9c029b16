using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Sluice.LocalCluster.Client;

/// <summary>What an event is about: an object and, for containers, the field in it.</summary>
internal sealed record EventSubject(IKubernetesObject<V1ObjectMeta> Object, ApiResource Resource, string? FieldPath = null);

/// <summary>
/// Writes the Events that <c>kubectl describe</c> shows. Repeats of the same event raise its count. Writing happens
/// behind the caller's back: an event that cannot be written is dropped, never waited for.
/// </summary>
internal sealed partial class EventRecorder(ApiClient client, string component, string? host, TimeProvider time, ILogger logger)
{
    private const int Remembered = 2048;

    private readonly Channel<Corev1Event> _queue = Channel.CreateBounded<Corev1Event>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly ConcurrentDictionary<string, Corev1Event> _written = new();

    public void Normal(EventSubject subject, string reason, string message) => Enqueue(subject, "Normal", reason, message, null);

    public void Warning(EventSubject subject, string reason, string message) => Enqueue(subject, "Warning", reason, message, null);

    /// <summary>An event of the newer style, without a count, as the scheduler writes it.</summary>
    public void Action(EventSubject subject, string type, string action, string reason, string message) =>
        Enqueue(subject, type, reason, message, action);

    public async Task RunAsync(CancellationToken cancel)
    {
        await foreach (Corev1Event item in _queue.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            try
            {
                await WriteAsync(item, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                Log.Dropped(logger, item.Reason, ObjectKey.Of(item), e.Message);
            }
        }
    }

    private void Enqueue(EventSubject subject, string type, string reason, string message, string? action)
    {
        V1ObjectMeta about = subject.Object.Metadata;
        DateTime now = time.GetUtcNow().UtcDateTime;
        string ns = string.IsNullOrEmpty(about.NamespaceProperty) ? "default" : about.NamespaceProperty;
        _queue.Writer.TryWrite(new Corev1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{about.Name}.{NextSuffix(now):x16}"),
                NamespaceProperty = ns,
            },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = subject.Resource.ApiVersion,
                Kind = subject.Resource.Kind,
                Name = about.Name,
                NamespaceProperty = about.NamespaceProperty,
                Uid = about.Uid,
                ResourceVersion = about.ResourceVersion,
                FieldPath = subject.FieldPath,
            },
            Type = type,
            Reason = reason,
            Message = message.Length > 1024 ? message[..1024] : message,
            Action = action,
            EventTime = action is null ? null : now,
            FirstTimestamp = action is null ? now : null,
            LastTimestamp = action is null ? now : null,
            Count = action is null ? 1 : null,
            Source = action is null ? new V1EventSource { Component = component, Host = host } : new V1EventSource(),
            ReportingComponent = component,
            ReportingInstance = action is null ? host ?? "" : $"{component}-{host}",
        });
    }

    private long _last;

    private long NextSuffix(DateTime now)
    {
        // The suffix is the time in nanoseconds, as in a real cluster; two events of one tick must not share it.
        long wanted = (now - DateTime.UnixEpoch).Ticks * 100;
        while (true)
        {
            long last = Interlocked.Read(ref _last);
            long next = Math.Max(wanted, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }

    private async Task WriteAsync(Corev1Event item, CancellationToken cancel)
    {
        string identity = string.Join('\n', item.InvolvedObject.Uid, item.InvolvedObject.FieldPath, item.Type, item.Reason, item.Message, item.Action);
        if (item.Count is not null && _written.TryGetValue(identity, out Corev1Event? earlier))
        {
            int count = (earlier.Count ?? 1) + 1;
            var patch = new JsonObject
            {
                ["count"] = count,
                ["lastTimestamp"] = item.LastTimestamp!.Value.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            };
            try
            {
                _written[identity] = await client.PatchAsync<Corev1Event>(ObjectKey.Of(earlier), patch, cancel).ConfigureAwait(false);
                return;
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                _written.TryRemove(identity, out _);
            }
        }

        Corev1Event written = await client.CreateAsync(item, cancel).ConfigureAwait(false);
        if (item.Count is not null)
        {
            if (_written.Count >= Remembered)
            {
                _written.Clear();
            }

            _written[identity] = written;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Debug, "The event {Reason} about {Object} could not be written: {Message}")]
        public static partial void Dropped(ILogger logger, string reason, ObjectKey @object, string message);
    }
}
