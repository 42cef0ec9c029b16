namespace Sluice.Proxy.Upstream;

/// <summary>
/// The backends that a new snapshot changes, made current in two steps around the publication of its routes: what serves comes before,
/// so that new routes find it; what no longer serves comes after, so that requests which still see the old routes are not lost.
/// </summary>
internal sealed class UpstreamChange(UpstreamRegistry registry)
{
    private readonly List<(UpstreamBackend Backend, BackendView Before, BackendView After)> _changes = [];

    public bool HasRemovals => _changes.Any(change => IsRemoval(change.Before, change.After));

    public void Add(UpstreamBackend backend, BackendView view) => _changes.Add((backend, backend.View, view));

    /// <summary>Step 1, before the routes.</summary>
    public void PublishServing()
    {
        foreach (var (backend, before, after) in _changes)
        {
            if (!IsRemoval(before, after))
            {
                registry.Publish(backend, after);
            }
        }
    }

    /// <summary>Step 2, some time after the routes; leaves alone what another change has touched since.</summary>
    public void PublishRemovals()
    {
        foreach (var (backend, before, after) in _changes)
        {
            if (IsRemoval(before, after) && ReferenceEquals(backend.View, before))
            {
                registry.Publish(backend, after);
            }
        }
    }

    private static bool IsRemoval(BackendView before, BackendView after) => Serves(before) && !Serves(after);

    private static bool Serves(BackendView view) => view.Failure is null && !view.Endpoints.IsEmpty;
}
