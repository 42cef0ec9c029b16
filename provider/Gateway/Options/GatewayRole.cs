namespace Sluice.Gateway.Options;

internal enum GatewayRole
{
    /// <summary>Control and one proxy in a process, for a single Gateway on a single machine; nothing is deployed.</summary>
    All,

    /// <summary>Watches the cluster, deploys proxies, serves the configuration stream.</summary>
    Control,

    /// <summary>Serves the traffic of one Gateway.</summary>
    Proxy,

    /// <summary>Serves the traffic of captured Services.</summary>
    Mesh,
}
