using System.Collections.Immutable;
using Sluice.Engine.Providers;
using Sluice.Engine.Secrets;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>
/// The state of a run while it goes: what this run has settled, followed by what it has not reached yet. Every change is on disk
/// before the step that made it counts as done; changes that come together share one write. A preview writes nothing.
/// </summary>
internal sealed class SnapshotKeeper
{
    private readonly Lock _gate = new();
    private readonly Checkpoint _base;
    private readonly Action<Checkpoint>? _save;
    private readonly SecretsManager? _secrets;
    private readonly List<ResourceState> _settled = [];
    private readonly HashSet<ResourceState> _reached = new(ReferenceEqualityComparer.Instance);
    private readonly List<PendingOperation> _pending = [];
    private readonly Dictionary<Urn, Urn> _renamed = [];
    private TaskCompletionSource? _next;
    private bool _saving;

    public SnapshotKeeper(Checkpoint start, SecretsManager? secrets, RunMode mode, Action<Checkpoint> save)
    {
        _base = start;
        _secrets = secrets;
        _save = mode == RunMode.Apply ? save : null;
    }

    public Checkpoint Start => _base;

    public Checkpoint Current
    {
        get
        {
            lock (_gate)
            {
                return Build();
            }
        }
    }

    /// <summary>Notes an operation before it is asked of a provider.</summary>
    public Task BeginAsync(PendingOperation operation)
    {
        lock (_gate)
        {
            _pending.Add(operation);
            return CommitLocked();
        }
    }

    public Task AbandonAsync(PendingOperation operation)
    {
        lock (_gate)
        {
            return _pending.Remove(operation) ? CommitLocked() : Task.CompletedTask;
        }
    }

    /// <summary>Settles a resource: <paramref name="old"/> gives way to <paramref name="now"/>; either may be absent.</summary>
    public Task SettleAsync(ResourceState? old, ResourceState? now, PendingOperation? ended = null)
    {
        lock (_gate)
        {
            if (ended is not null)
            {
                _pending.Remove(ended);
            }

            var at = old is null ? -1 : _settled.FindIndex(r => ReferenceEquals(r, old));
            if (at >= 0)
            {
                if (now is null)
                {
                    _settled.RemoveAt(at);
                }
                else
                {
                    _settled[at] = now;
                }
            }
            else
            {
                if (old is not null)
                {
                    _reached.Add(old);
                }

                if (now is not null)
                {
                    _settled.Add(now);
                }
            }

            // A resource that stays as it is needs no write: the file already says so.
            return ReferenceEquals(old, now) && ended is null ? Task.CompletedTask : CommitLocked();
        }
    }

    /// <summary>Notes that a resource goes by another URN now, so that states not reached yet refer to it by that.</summary>
    public void Rename(Urn from, Urn to)
    {
        lock (_gate)
        {
            _renamed[from] = to;
        }
    }

    /// <summary>Waits until all that was settled is on disk.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return CommitLocked();
        }
    }

    private Checkpoint Build() => _base with
    {
        Resources = TopologicalOrder.Sort([.. _settled, .. _base.Resources.Where(r => !_reached.Contains(r)).Select(Renamed)]),
        PendingOperations = [.. _pending],
        Salt = _secrets?.Salt ?? _base.Salt,
    };

    private ResourceState Renamed(ResourceState resource) =>
        _renamed.Count > 0 && resource.AllDependencies().Any(_renamed.ContainsKey)
            ? resource.Changed(new ResourceChanges { Rename = u => _renamed.GetValueOrDefault(u, u) })
            : resource;

    private Task CommitLocked()
    {
        if (_save is null)
        {
            return Task.CompletedTask;
        }

        _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_saving)
        {
            _saving = true;
            _ = Task.Run(SaveUntilCurrent);
        }

        return _next.Task;
    }

    private void SaveUntilCurrent()
    {
        while (true)
        {
            TaskCompletionSource waiting;
            Checkpoint checkpoint;
            lock (_gate)
            {
                if (_next is null)
                {
                    _saving = false;
                    return;
                }

                waiting = _next;
                _next = null;
                checkpoint = Build();
            }

            try
            {
                _save!(checkpoint);
                waiting.SetResult();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                waiting.SetException(new EngineException($"The state file cannot be written: {e.Message} The run stops here; run `sluice refresh` once the cause is gone.", e));
            }
        }
    }
}
