using System.Net;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the node decided for a pod: its address and where it runs.</summary>
internal sealed record PodIdentity(IPAddress Address, IPAddress HostAddress, string NodeName);
