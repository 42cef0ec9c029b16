using System.Net;

namespace Sluice.LocalCluster.Hosting;

/// <summary>All addresses of one cluster: 127.N.0.0/16, of which every role has its own part.</summary>
public sealed record ClusterAddresses(int Number)
{
    public const int ApiServerPort = 6443;

    public IPAddress ApiServer => Address(0, 1);

    public IPAddress Node => Address(0, 2);

    public IPAddress Dns => Address(0, 10);

    /// <summary>Cluster IPs of Services.</summary>
    public AddressRange Services => new(Address(16, 0), 20);

    /// <summary>Addresses of Services of type LoadBalancer.</summary>
    public AddressRange LoadBalancers => new(Address(32, 0), 20);

    public AddressRange Pods => new(Address(64, 0), 18);

    private IPAddress Address(byte third, byte fourth) => new([127, checked((byte)Number), third, fourth]);

    public override string ToString() => $"127.{Number}.0.0/16";
}
