using System.Collections.Immutable;
using System.Net;
using k8s.Models;
using Sluice.LocalCluster.ServiceProxy;

namespace Sluice.LocalCluster.Tests.ServiceProxy;

public sealed class LoadBalancerPortsTests
{
    private const string Reason = "sluice.dev/AddressInUse";

    [Fact]
    public void PortThatCannotBeServed_IsToldBesideThoseThatCan_Once()
    {
        var service = Service();

        var ingress = Ports(443).Correction(service);

        Assert.Equal("""[{"ip":"127.61.32.1","ipMode":"VIP","ports":[{"port":80,"protocol":"TCP"},{"port":443,"protocol":"TCP","error":"sluice.dev/AddressInUse"}]}]""", ingress?.ToJsonString());
        service.Status.LoadBalancer.Ingress[0].Ports = [new V1PortStatus { Port = 80, Protocol = "TCP" }, new V1PortStatus { Port = 443, Protocol = "TCP", Error = Reason }];
        Assert.Null(Ports(443).Correction(service));
    }

    [Fact]
    public void AllServed_TellsNothing_AndTakesBackWhatWasTold()
    {
        var service = Service();
        Assert.Null(Ports().Correction(service));

        service.Status.LoadBalancer.Ingress[0].Ports = [new V1PortStatus { Port = 443, Protocol = "TCP", Error = Reason }];
        Assert.Equal("""[{"ip":"127.61.32.1","ipMode":"VIP"}]""", Ports().Correction(service)?.ToJsonString());
    }

    private static LoadBalancerPorts Ports(params int[] failing) => new(
        failing.ToImmutableDictionary(static port => new ServiceAddress(TransportProtocol.Tcp, IPAddress.Parse("127.61.32.1"), port), static _ => Reason),
        PortMapping.None);

    private static V1Service Service() => new()
    {
        Spec = new V1ServiceSpec { Type = "LoadBalancer", Ports = [new V1ServicePort { Port = 80, Protocol = "TCP" }, new V1ServicePort { Port = 443, Protocol = "TCP" }] },
        Status = new V1ServiceStatus { LoadBalancer = new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = "127.61.32.1", IpMode = "VIP" }] } },
    };
}
