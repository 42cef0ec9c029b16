using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Sluice.Distribution.Protocol;
using Sluice.Distribution.Units;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Client;

/// <summary>Puts a snapshot to work; returns when it serves traffic, throws when it does not and what served before still does.</summary>
public delegate ValueTask ApplySnapshot(RoutingSnapshot snapshot, CancellationToken cancellationToken);

/// <summary>
/// The proxy's end of the configuration stream. It connects, follows, applies, acknowledges, remembers the last good snapshot, and
/// comes back whenever the stream ends. While control is away the proxy goes on with what it holds; one that starts while control
/// is away starts with what is on disk.
/// </summary>
public sealed partial class ConfigStreamClient
{
    private readonly ConfigStreamClientOptions _options;
    private readonly SnapshotApplier _applier;
    private readonly ILogger _logger;
    private readonly ReceivedSnapshot _received = new();
    private (RoutingSnapshot Snapshot, string Hash)? _fromDisk;
    private string _lastFailure = "";

    public ConfigStreamClient(ConfigStreamClientOptions options, ApplySnapshot apply, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger<ConfigStreamClient>();
        _applier = new SnapshotApplier(options, apply, _logger);
    }

    /// <summary>Where this proxy stands.</summary>
    public ConfigStreamStatus Status => _applier.Status;

    /// <summary>Follows control until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ReadDisk();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var applying = _applier.RunAsync(stop.Token);
        try
        {
            await ConnectForeverAsync(stop.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            await stop.CancelAsync();
            await applying;
        }
    }

    private async Task ConnectForeverAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var before = _applier.Received;
            string failure;
            try
            {
                await FollowAsync(cancellationToken);
                failure = "";
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (RpcException refused)
            {
                failure = refused.Status.Detail;
            }
            catch (Exception broken) when (broken is IOException or InvalidDataException or UnauthorizedAccessException or HttpRequestException)
            {
                failure = broken.Message;
            }

            _applier.Disconnected(failure);
            // Said once per reason: a long absence of control is one line, not one per attempt.
            if (failure.Length > 0 && failure != _lastFailure)
            {
                Log.StreamEnded(_logger, failure);
                _lastFailure = failure;
            }

            // Not before control had its chance: what is on disk may be old, and what control says is not.
            if (_fromDisk is { } old)
            {
                _fromDisk = null;
                _applier.Offer(old.Snapshot, default, old.Hash, null);
            }

            failures = _applier.Received > before ? 0 : failures + 1;
            var wait = _options.MinBackoff * Math.Pow(2, Math.Min(failures, 16));
            wait = wait < _options.MaxBackoff ? wait : _options.MaxBackoff;
            await Task.Delay(wait * (0.5 + (_options.Jitter() / 2)), _options.Time, cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var connection = ConfigStreamConnection.Open(_options, cancellationToken);
        var call = connection.Call;
        var hello = new Hello { Gateway = _options.Gateway, Proxy = _options.Proxy, Build = _options.Build };
        hello.Held.AddRange(_received.States());
        await call.RequestStream.WriteAsync(new ProxyMessage { Hello = hello }, cancellationToken);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receipts = Channel.CreateUnbounded<Receipt>(new UnboundedChannelOptions { SingleReader = true });
        var order = new UpdateOrder();
        var sending = SendReceiptsAsync(call.RequestStream, receipts.Reader, ended.Token);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                var update = call.ResponseStream.Current;
                if (order.Problem(update) is { } problem)
                {
                    throw AskAnew(problem);
                }

                Receive(update, receipts.Writer);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }
    }

    private void Receive(Update update, ChannelWriter<Receipt> receipts)
    {
        foreach (var change in update.Changes)
        {
            _received.Apply(change);
        }

        if (update.More)
        {
            return;
        }

        _fromDisk = null;
        _lastFailure = "";
        if (!_received.Agrees(update.Result))
        {
            throw AskAnew("What this proxy holds differs from what control sent.");
        }

        var version = SnapshotVersion.FromWire(update.Version);
        var problems = _received.Problems;
        if (problems.Length > 0)
        {
            var error = $"{problems.Length} unit(s) cannot be read: {string.Join("; ", problems.Take(5))}";
            _applier.Unreadable(error);
            receipts.TryWrite(new Receipt { Version = version.ToWire(), Error = error });
            return;
        }

        _applier.Offer(_received.ToSnapshot(), version, _received.ContentHash, receipts);
    }

    private InvalidDataException AskAnew(string problem)
    {
        _received.Load(RoutingSnapshot.Empty);
        return new InvalidDataException($"{problem} Everything is asked for anew.");
    }

    private static async Task SendReceiptsAsync(IClientStreamWriter<ProxyMessage> requests, ChannelReader<Receipt> receipts, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var receipt in receipts.ReadAllAsync(cancellationToken))
            {
                await requests.WriteAsync(new ProxyMessage { Receipt = receipt }, cancellationToken);
            }
        }
        catch (Exception ending) when (ending is OperationCanceledException or RpcException or InvalidOperationException or IOException)
        {
            // The reading side sees why the stream ended and reports it.
        }
    }

    private void ReadDisk()
    {
        if (_options.SnapshotFile is not { } path)
        {
            return;
        }

        try
        {
            if (SnapshotFile.Read(path, _options.Gateway) is { } snapshot)
            {
                _received.Load(snapshot);
                _fromDisk = (snapshot, _received.ContentHash);
            }
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Log.SnapshotUnusable(_logger, unusable.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "Configuration stream: {Reason} Connecting again.")]
        public static partial void StreamEnded(ILogger logger, string reason);

        [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "{Reason} It is left aside; control will send everything.")]
        public static partial void SnapshotUnusable(ILogger logger, string reason);
    }
}
