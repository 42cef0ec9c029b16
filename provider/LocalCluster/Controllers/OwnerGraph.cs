using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>One object in the owner graph.</summary>
internal sealed record GraphNode(ApiResource Resource, MetadataObject Item)
{
    public string Uid => Item.Metadata.Uid;

    public ObjectKey Key => ObjectKey.Of(Item);

    public IEnumerable<V1OwnerReference> Owners => Item.Metadata.OwnerReferences ?? [];
}

/// <summary>All objects by uid, and who depends on whom. Thread-safe.</summary>
internal sealed class OwnerGraph
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, GraphNode> _nodes = [];
    private readonly Dictionary<string, HashSet<string>> _dependents = [];

    public GraphNode? Find(string uid)
    {
        lock (_gate)
        {
            return _nodes.GetValueOrDefault(uid);
        }
    }

    public List<GraphNode> DependentsOf(string uid)
    {
        lock (_gate)
        {
            return _dependents.TryGetValue(uid, out HashSet<string>? uids)
                ? [.. uids.Select(u => _nodes.GetValueOrDefault(u)).OfType<GraphNode>()]
                : [];
        }
    }

    public void Set(GraphNode node)
    {
        lock (_gate)
        {
            Unlink(node.Uid);
            _nodes[node.Uid] = node;
            foreach (V1OwnerReference owner in node.Owners)
            {
                if (!_dependents.TryGetValue(owner.Uid, out HashSet<string>? uids))
                {
                    _dependents[owner.Uid] = uids = [];
                }

                uids.Add(node.Uid);
            }
        }
    }

    public void Remove(string uid)
    {
        lock (_gate)
        {
            Unlink(uid);
            _nodes.Remove(uid);
        }
    }

    private void Unlink(string uid)
    {
        if (!_nodes.TryGetValue(uid, out GraphNode? node))
        {
            return;
        }

        foreach (V1OwnerReference owner in node.Owners)
        {
            if (_dependents.TryGetValue(owner.Uid, out HashSet<string>? uids) && uids.Remove(uid) && uids.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }
}
