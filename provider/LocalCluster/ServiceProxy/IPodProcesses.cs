using System.Net;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>A running pod: its address, the processes of its containers (leaders of their sessions), and its control group.</summary>
internal readonly record struct PodProcesses(IPAddress Address, IReadOnlyList<int> Leaders, ulong? Group);

/// <summary>The pods that run on this machine.</summary>
internal interface IPodProcesses
{
    IEnumerable<PodProcesses> Running();
}
