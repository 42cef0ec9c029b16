using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sluice.Distribution.Protocol;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Client;

/// <summary>
/// Applies what the stream offers, newest first, one at a time, apart from the reading loop: a snapshot that does not apply (a port
/// is taken) is tried again with back-off until it does or a newer one takes its place.
/// </summary>
internal sealed partial class SnapshotApplier(ConfigStreamClientOptions options, ApplySnapshot apply, ILogger logger)
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Channel<bool> _offered = Signal();
    private readonly Channel<bool> _toSave = Signal();
    private Target? _target;
    private RoutingSnapshot? _applied;
    private ConfigStreamStatus _status = new();

    public ConfigStreamStatus Status => Volatile.Read(ref _status);

    /// <summary>Complete updates seen; a stream that brought one was a good stream.</summary>
    public long Received { get; private set; }

    public void Offer(RoutingSnapshot snapshot, SnapshotVersion version, string hash, ChannelWriter<Receipt>? receipts)
    {
        lock (_gate)
        {
            _target = new Target(snapshot, version, hash, receipts);
            var connected = receipts is not null;
            Received += connected ? 1 : 0;
            _status = _status with
            {
                Connected = connected,
                Error = connected ? "" : _status.Error,
                BehindSince = _status.BehindSince ?? options.Time.GetUtcNow(),
                UnansweredSince = _status.UnansweredSince ?? options.Time.GetUtcNow(),
            };
        }

        _offered.Writer.TryWrite(true);
    }

    public void Unreadable(string error)
    {
        lock (_gate)
        {
            _target = null;
            Received++;
            _status = _status with
            {
                Connected = true,
                Error = error,
                BehindSince = _status.BehindSince ?? options.Time.GetUtcNow(),
                UnansweredSince = null,
            };
        }

        Log.NotApplied(logger, error);
    }

    public void Disconnected(string reason)
    {
        lock (_gate)
        {
            _status = _status with { Connected = false, Error = reason };
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var saving = SaveForeverAsync(cancellationToken);
        try
        {
            while (true)
            {
                await _offered.Reader.ReadAsync(cancellationToken);
                await ApplyNewestAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }

        await saving;
    }

    private async Task ApplyNewestAsync(CancellationToken cancellationToken)
    {
        var backoff = TimeSpan.FromSeconds(1);
        while (Volatile.Read(ref _target) is { } target)
        {
            var error = target.Hash == Status.AppliedHash && Status.HoldsSnapshot ? null : await TryApplyAsync(target, cancellationToken);
            var superseded = Note(target, error);
            target.Receipts?.TryWrite(new Receipt { Version = target.Version.ToWire(), Error = error ?? "" });
            if (error is null && !superseded)
            {
                return;
            }

            if (!superseded)
            {
                Log.NotApplied(logger, error!);
                await WaitForNewerAsync(target, backoff, cancellationToken);
                backoff = backoff * 2 < TimeSpan.FromSeconds(30) ? backoff * 2 : TimeSpan.FromSeconds(30);
            }
        }
    }

    private async Task WaitForNewerAsync(Target target, TimeSpan atMost, CancellationToken cancellationToken)
    {
        // The signal of this very target may still be there; one that came for a newer target is seen by comparing.
        _offered.Reader.TryRead(out _);
        if (Volatile.Read(ref _target) != target)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(atMost, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _offered.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task<string?> TryApplyAsync(Target target, CancellationToken cancellationToken)
    {
        try
        {
            await apply(target.Snapshot, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever goes wrong with a snapshot, the proxy must live on with the one before.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return problem.Message;
        }
    }

    /// <returns>Whether a newer snapshot waits already.</returns>
    private bool Note(Target target, string? error)
    {
        lock (_gate)
        {
            var superseded = _target != target;
            if (error is null)
            {
                _target = superseded ? _target : null;
                _status = _status with
                {
                    HoldsSnapshot = true,
                    Applied = target.Version,
                    AppliedHash = target.Hash,
                    BehindSince = superseded ? options.Time.GetUtcNow() : null,
                    UnansweredSince = superseded ? options.Time.GetUtcNow() : null,
                    Error = _status.Connected && !superseded ? "" : _status.Error,
                };
                if (!ReferenceEquals(_applied, target.Snapshot))
                {
                    _applied = target.Snapshot;
                    _toSave.Writer.TryWrite(true);
                }
            }
            else
            {
                _status = _status with { Error = error, UnansweredSince = superseded ? options.Time.GetUtcNow() : null };
            }

            return superseded;
        }
    }

    private async Task SaveForeverAsync(CancellationToken cancellationToken)
    {
        if (options.SnapshotFile is not { } path)
        {
            return;
        }

        try
        {
            while (true)
            {
                await _toSave.Reader.ReadAsync(cancellationToken);
                Save(path);
                // A burst of changes costs the disk one write a second.
                await Task.Delay(SaveInterval, options.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (_toSave.Reader.TryRead(out _))
            {
                Save(path);
            }
        }
    }

    private void Save(string path)
    {
        RoutingSnapshot? snapshot;
        lock (_gate)
        {
            snapshot = _applied;
        }

        try
        {
            if (snapshot is not null)
            {
                SnapshotFile.Write(path, options.Gateway, snapshot);
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(logger, path, unwritable.Message);
        }
    }

    private static Channel<bool> Signal() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private sealed record Target(RoutingSnapshot Snapshot, SnapshotVersion Version, string Hash, ChannelWriter<Receipt>? Receipts);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3111, Level = LogLevel.Error, Message = "The newest configuration does not serve; the one before it goes on. {Reason}")]
        public static partial void NotApplied(ILogger logger, string reason);

        [LoggerMessage(EventId = 3112, Level = LogLevel.Warning, Message = "The last good snapshot could not be kept in {Path}: {Reason}")]
        public static partial void NotSaved(ILogger logger, string path, string reason);
    }
}
