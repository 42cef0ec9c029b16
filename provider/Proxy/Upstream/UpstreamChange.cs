using Sluice.Routing.Model;

namespace Sluice.Proxy.Upstream;

/// <summary>
/// The backends that a new snapshot changes, made current in two steps around the publication of its routes: what serves comes before,
/// so that new routes find it; what no longer serves comes after, so that requests which still see the old routes are not lost.
/// </summary>
internal sealed class UpstreamChange(UpstreamRegistry registry)
{
    private readonly List<Change> _changes = [];

    public bool HasRemovals => _changes.Any(change => change.IsRemoval);

    public void Add(string name, UpstreamBackend backend, BackendView view) => _changes.Add(new(name, backend, backend.View, view));

    /// <summary>Step 1, before the routes.</summary>
    public void PublishServing()
    {
        foreach (var change in _changes)
        {
            if (!change.IsRemoval)
            {
                registry.Publish(change.Backend, change.After);
            }
        }
    }

    /// <summary>Step 2, some time after the routes. Leaves alone what has changed again since, or has come back.</summary>
    /// <param name="current">The snapshot that serves now.</param>
    public void PublishRemovals(RoutingSnapshot current)
    {
        foreach (var change in _changes)
        {
            var configured = current.Backends.GetValueOrDefault(change.Name);
            var isWanted = ReferenceEquals(change.After, BackendView.Gone) ? configured is null : ReferenceEquals(configured, change.After.Config);
            if (change.IsRemoval && isWanted && ReferenceEquals(change.Backend.View, change.Before))
            {
                registry.Publish(change.Backend, change.After);
            }
        }
    }

    private sealed record Change(string Name, UpstreamBackend Backend, BackendView Before, BackendView After)
    {
        public bool IsRemoval => Serves(Before) && !Serves(After);

        private static bool Serves(BackendView view) => view.Failure is null && !view.Endpoints.IsEmpty;
    }
}
