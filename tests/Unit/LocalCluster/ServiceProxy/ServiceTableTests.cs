using System.Net;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;
using Sluice.LocalCluster.ServiceProxy;

namespace Sluice.LocalCluster.Tests.ServiceProxy;

public sealed class ServiceTableTests
{
    private static readonly ClusterAddresses Block = new(61);

    [Fact]
    public void Build_ListensOnEveryAddressOfAService_AndTakesReadyEndpointsOfThePort()
    {
        V1Service service = Service("LoadBalancer");
        V1EndpointSlice slice = Slice("http", 8080, ("127.61.64.1", true, false), ("127.61.64.2", false, false), ("127.61.64.3", false, true));

        Dictionary<ServiceAddress, ServiceTarget> table = ServiceTable.Build([service], [slice], Block, PortMapping.None);

        IPEndPoint[] ready = [IPEndPoint.Parse("127.61.64.1:8080")];
        Assert.Equal(ready, table[Address("127.61.16.2", 80)].EndPoints);
        Assert.Equal(ready, table[Address("127.61.32.1", 80)].EndPoints);
        Assert.Equal(ready, table[Address("127.61.0.2", 30080)].EndPoints);
        Assert.Empty(table[Address("127.61.16.2", 443)].EndPoints);
        Assert.Equal(new ObjectKey("ns", "web"), table[Address("127.61.16.2", 80)].Service);
    }

    [Fact]
    public void Build_WithoutReadyEndpoints_FallsBackToThoseThatEnd()
    {
        Dictionary<ServiceAddress, ServiceTarget> table = ServiceTable.Build(
            [Service("ClusterIP")], [Slice("http", 8080, ("127.61.64.2", false, false), ("127.61.64.3", false, true))], Block, PortMapping.None);

        Assert.Equal([IPEndPoint.Parse("127.61.64.3:8080")], table[Address("127.61.16.2", 80)].EndPoints.AsEnumerable());
    }

    [Fact]
    public void Build_WithoutRoot_MovesLowPortsOfServicesAndPods()
    {
        Dictionary<ServiceAddress, ServiceTarget> table = ServiceTable.Build(
            [Service("ClusterIP")], [Slice("http", 80, ("127.61.64.1", true, false), ("127.0.0.9", true, false))], Block, new PortMapping(1024));

        Assert.Equal(
            [IPEndPoint.Parse("127.0.0.9:80"), IPEndPoint.Parse("127.61.64.1:10080")],
            table[Address("127.61.16.2", 10080)].EndPoints.AsEnumerable());
    }

    [Fact]
    public void Build_HeadlessAndExternalNames_HaveNothingToListenOn()
    {
        V1Service headless = Service("ClusterIP");
        headless.Spec.ClusterIP = "None";
        V1Service external = Service("ExternalName");

        Assert.Empty(ServiceTable.Build([headless, external], [], Block, PortMapping.None));
    }

    private static ServiceAddress Address(string ip, int port) => new(TransportProtocol.Tcp, IPAddress.Parse(ip), port);

    private static V1Service Service(string type) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "ns" },
        Spec = new V1ServiceSpec
        {
            Type = type,
            ClusterIP = "127.61.16.2",
            Ports =
            [
                new V1ServicePort { Name = "http", Port = 80, NodePort = type == "LoadBalancer" ? 30080 : null },
                new V1ServicePort { Name = "https", Port = 443 },
            ],
        },
        Status = new V1ServiceStatus { LoadBalancer = new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = "127.61.32.1" }] } },
    };

    private static V1EndpointSlice Slice(string port, int number, params (string Ip, bool Ready, bool Terminating)[] endpoints) => new()
    {
        AddressType = "IPv4",
        Metadata = new V1ObjectMeta { Name = "web-1", NamespaceProperty = "ns", Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "web" } },
        Ports = [new Discoveryv1EndpointPort { Name = port, Port = number, Protocol = "TCP" }],
        Endpoints = [.. endpoints.Select(e => new V1Endpoint
        {
            Addresses = [e.Ip],
            Conditions = new V1EndpointConditions { Ready = e.Ready, Serving = e.Ready || e.Terminating, Terminating = e.Terminating },
        })],
    };
}
