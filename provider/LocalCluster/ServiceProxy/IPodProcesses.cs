using System.Net;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>A running pod: its address and the processes of its containers (leaders of their sessions).</summary>
internal readonly record struct PodProcesses(IPAddress Address, IReadOnlyList<int> Leaders);

/// <summary>The pods that run on this machine.</summary>
internal interface IPodProcesses
{
    IEnumerable<PodProcesses> Running();
}
