using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>What the parts of one run share.</summary>
internal sealed class DeploymentContext : IDisposable
{
    private readonly CancellationTokenSource _abort;
    private readonly ConcurrentDictionary<Urn, byte> _replaced = new();
    private int _failures;

    public DeploymentContext(StepRunner runner, SnapshotKeeper snapshot, ProviderRegistry providers, CancellationToken cancellation)
    {
        Runner = runner;
        Snapshot = snapshot;
        Providers = providers;
        Cancellation = cancellation;
        _abort = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Olds = snapshot.Start.Resources.Where(static r => !r.Delete).ToDictionary(static r => r.Urn);
        foreach (var provider in snapshot.Start.Resources.Where(static r => r.IsProvider))
        {
            providers.AddMissing(provider);
        }
    }

    public StepRunner Runner { get; }

    public DeploymentOptions Options => Runner.Options;

    public SnapshotKeeper Snapshot { get; }

    public ProviderRegistry Providers { get; }

    public IReadOnlyDictionary<Urn, ResourceState> Olds { get; }

    public ConcurrentDictionary<Urn, Registration> Registrations { get; } = new();

    /// <summary>States that dependents of a delete-before-replace left behind, by URN.</summary>
    public ConcurrentDictionary<Urn, ResourceState> Displaced { get; } = new();

    /// <summary>The user's wish to stop.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Set by the user's wish to stop, and by the first failure of an apply.</summary>
    public CancellationToken Abort => _abort.Token;

    public bool HasFailed => Volatile.Read(ref _failures) > 0;

    public bool IsPreview => Options.Mode == RunMode.Preview;

    public void MarkReplaced(Urn urn) => _replaced[urn] = 0;

    public bool WasReplaced(Urn urn) => _replaced.ContainsKey(urn);

    /// <summary>Notes a failure. An apply starts nothing new from here; a preview goes on, to show all problems at once.</summary>
    public void NoteFailure()
    {
        Interlocked.Increment(ref _failures);
        if (!IsPreview)
        {
            _abort.Cancel();
        }
    }

    /// <summary>Notes a deletion that failed. The others go on, and with them the program, which serves their hooks.</summary>
    public void NoteFailedDeletion() => Interlocked.Increment(ref _failures);

    /// <summary>The newest state of a URN: displaced, or as the run found it.</summary>
    public ResourceState? OldOf(Urn urn) => Displaced.TryGetValue(urn, out var displaced) ? displaced : Olds.GetValueOrDefault(urn);

    public ImmutableArray<byte> SeedOf(Urn urn) => [.. HMACSHA256.HashData(Options.Seed.AsSpan(), Encoding.UTF8.GetBytes(urn.Value))];

    public void Dispose() => _abort.Dispose();
}
