using System.Collections.Immutable;
using System.Net;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.ServiceProxy;

internal enum TransportProtocol
{
    Tcp,
    Udp,
}

/// <summary>An address of a Service that is listened on.</summary>
internal readonly record struct ServiceAddress(TransportProtocol Protocol, IPAddress Address, int Port)
{
    public IPEndPoint EndPoint => new(Address, Port);

    public override string ToString() => $"{EndPoint}/{Protocol.ToString().ToUpperInvariant()}";
}

/// <summary>Where the connections to one Service port go now; replaced as a whole when the endpoints change.</summary>
internal sealed record ServiceTarget(ObjectKey Service, ImmutableArray<IPEndPoint> EndPoints, TimeSpan? Affinity)
{
    public bool Same(ServiceTarget other) =>
        Service == other.Service && Affinity == other.Affinity && EndPoints.SequenceEqual(other.EndPoints);
}
