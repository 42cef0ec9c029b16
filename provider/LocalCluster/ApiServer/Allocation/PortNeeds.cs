namespace Sluice.LocalCluster.ApiServer.Allocation;

/// <summary>Which ports a Service needs on the node.</summary>
/// <param name="NodePorts">One per port, to be reached from outside.</param>
/// <param name="HealthCheckPort">One where a balancer asks whether the node has endpoints.</param>
internal readonly record struct PortNeeds(bool NodePorts, bool HealthCheckPort);
