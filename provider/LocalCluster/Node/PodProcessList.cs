using Sluice.LocalCluster.ServiceProxy;

namespace Sluice.LocalCluster.Node;

/// <summary>Shows the service proxy which processes belong to which pod.</summary>
internal sealed class PodProcessList : IPodProcesses
{
    private volatile NodeAgent? _node;

    public NodeAgent? Node
    {
        get => _node;
        set => _node = value;
    }

    public IEnumerable<PodProcesses> Running() =>
        (_node?.Pods ?? []).Select(p => new PodProcesses(p.Address, [.. p.Containers.Select(c => c.Process?.Identity.Pid).OfType<int>()], p.Group)).Where(p => p.Leaders.Count > 0);
}
