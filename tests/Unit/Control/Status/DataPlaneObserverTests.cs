using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.Control.Status;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Tests.Status;

public sealed class DataPlaneObserverTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<Follower> Current = [new Follower("p1", null, "")];

    [Fact]
    public void Programmed_NeedsAnAddressAndAReadyProxyThatServesTheNewest()
    {
        Assert.Equal(DataPlaneState.Programmed, Observe(Facts(Current), Cluster(["192.0.2.1"])).State);
        Assert.Equal(DataPlaneState.AddressNotAssigned, Observe(Facts(Current), Cluster([])).State);
        Assert.Equal(DataPlaneState.Pending, Observe(Facts(Current) with { Serving = new HashSet<string>() }, Cluster(["192.0.2.1"])).State);
        Assert.Equal(DataPlaneState.Pending, Observe(Facts([]), Cluster(["192.0.2.1"])).State);
    }

    [Fact]
    public void Laggard_HoldsProgrammedBackForTenSecondsOnly()
    {
        var followers = Current.Add(new Follower("p2", Now, ""));
        var cluster = Cluster(["192.0.2.1"]);

        Assert.Equal(DataPlaneState.Pending, DataPlaneObserver.Observe(Facts(followers), cluster, Now.AddSeconds(9)).State);
        Assert.Equal(Now.AddSeconds(10), DataPlaneObserver.NextDeadline(followers, Now.AddSeconds(9)));
        Assert.Equal(DataPlaneState.Programmed, DataPlaneObserver.Observe(Facts(followers), cluster, Now.AddSeconds(10.1)).State);
        Assert.Null(DataPlaneObserver.NextDeadline(followers, Now.AddSeconds(10.1)));
    }

    [Fact]
    public void Laggard_ThatIsNotReady_DoesNotCount()
    {
        var followers = Current.Add(new Follower("p2", Now, ""));
        Assert.Equal(DataPlaneState.Programmed, Observe(Facts(followers) with { Serving = new HashSet<string> { "p1" } }, Cluster(["192.0.2.1"])).State);
    }

    [Fact]
    public void RouteChange_WhileProgrammed_DoesNotMakeTheGatewayBlink()
    {
        var behind = ImmutableArray.Create(new Follower("p1", Now, ""));
        var cluster = Cluster(["192.0.2.1"]);
        Assert.Equal(DataPlaneState.Pending, Observe(Facts(behind), cluster).State);
        Assert.Equal(DataPlaneState.Programmed, Observe(Facts(behind) with { WasProgrammed = true }, cluster).State);
    }

    [Fact]
    public void Refusal_IsToldWithItsReason()
    {
        var plane = Observe(Facts([new Follower("p1", Now, "Port 80 is taken.")]) with { WasProgrammed = true }, Cluster(["192.0.2.1"]));
        Assert.Equal((DataPlaneState.Refused, "Proxy p1: Port 80 is taken."), (plane.State, plane.Detail));
    }

    [Fact]
    public void Refusal_OfTheFirstConfiguration_IsToldThoughTheProxyIsNotReady()
    {
        var none = new HashSet<string>();
        var cluster = Cluster(["192.0.2.1"]);
        var refusing = ImmutableArray.Create(new Follower("p9", Now, "Port 80 cannot be bound."));

        var plane = Observe(Facts(refusing) with { Serving = none }, cluster);
        Assert.Equal((DataPlaneState.Refused, "Proxy p9: Port 80 cannot be bound."), (plane.State, plane.Detail));

        // While others serve, a proxy that only starts does not matter.
        Assert.Equal(DataPlaneState.Programmed, Observe(Facts(refusing.Add(new Follower("p1", null, ""))), cluster).State);
    }

    [Fact]
    public void StaticAddress_IsUsableOnceTheServiceHasIt()
    {
        var facts = Facts(Current, Gateways.New("gw", ("IPAddress", "192.0.2.9"), ("IPAddress", "192.0.2.1")));
        var cluster = Cluster([]);
        cluster = cluster with { Services = cluster.Services.Add(new ObjectKey("infra", "gw-sluice-192-0-2-1"), Service("gw-sluice-192-0-2-1", ["192.0.2.1"])) };
        var plane = Observe(facts, cluster);
        Assert.Equal(DataPlaneState.AddressNotUsable, plane.State);
        Assert.Equal("Not assigned: 192.0.2.9 to Service infra/gw-sluice.", plane.Detail);
        Assert.Equal(new DataPlaneAddress("IPAddress", "192.0.2.1"), Assert.Single(plane.Addresses));

        var alone = Facts(Current, Gateways.New("gw", ("IPAddress", "192.0.2.1")));
        Assert.Equal(DataPlaneState.Programmed, Observe(alone, Cluster(["192.0.2.1"])).State);
    }

    [Fact]
    public void Port_ThatTheLoadBalancerCannotServe_IsToldWithItsReason()
    {
        var cluster = Cluster(["192.0.2.1"]);
        var service = cluster.Services.Values.Single();
        service.Status!.LoadBalancer!.Ingress![0].Ports =
        [
            new LoadBalancerPort { Port = 80, Protocol = "TCP" },
            new LoadBalancerPort { Port = 443, Protocol = "TCP", Error = "example.com/AddressInUse" },
        ];

        var plane = Observe(Facts(Current), cluster);

        Assert.Equal(DataPlaneState.AddressNotUsable, plane.State);
        Assert.Equal("The load balancer of Service infra/gw-sluice does not serve 192.0.2.1:443/TCP (example.com/AddressInUse). Choose another port or address, or free this one.", plane.Detail);
    }

    [Fact]
    public void ManualDeployment_HasTheAddressOfItsSpec_AndNeedsAProxyThatFollows()
    {
        var facts = Facts(Current, Gateways.New("gw", ("Hostname", "ingress.example.svc.cluster.local"))) with { ResourceName = null };
        var plane = Observe(facts, Cluster([]));
        Assert.Equal(DataPlaneState.Programmed, plane.State);
        Assert.Equal(new DataPlaneAddress("Hostname", "ingress.example.svc.cluster.local"), Assert.Single(plane.Addresses));

        Assert.Equal(DataPlaneState.Pending, Observe(facts with { Followers = [] }, Cluster([])).State);
    }

    [Fact]
    public void Provisioning_ThatFailed_IsToldBeforeAnythingElse()
    {
        var plane = Observe(Facts(Current) with { ProvisioningProblem = "Service infra/gw-sluice exists." }, Cluster(["192.0.2.1"]));
        Assert.Equal((DataPlaneState.NoResources, "Service infra/gw-sluice exists."), (plane.State, plane.Detail));
    }

    private static GatewayDataPlane Observe(DataPlaneFacts facts, CachedCluster cluster) => DataPlaneObserver.Observe(facts, cluster, Now.AddSeconds(1));

    private static DataPlaneFacts Facts(ImmutableArray<Follower> followers, Gateway? gateway = null) => new()
    {
        Gateway = gateway ?? Gateways.New("gw"),
        ResourceName = "gw-sluice",
        HasPorts = true,
        WasProgrammed = false,
        Followers = followers,
        Serving = new HashSet<string> { "p1", "p2" },
    };

    private static CachedCluster Cluster(string[] ingress) =>
        Clusters.Empty with { Services = ImmutableDictionary<ObjectKey, Service>.Empty.Add(new ObjectKey("infra", "gw-sluice"), Service("gw-sluice", ingress)) };

    private static Service Service(string name, string[] ingress) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "infra" },
        Spec = new ServiceSpec { Type = "LoadBalancer", ClusterIP = "10.0.0.1" },
        Status = new ServiceStatus { LoadBalancer = new LoadBalancerStatus { Ingress = [.. ingress.Select(ip => new LoadBalancerIngress { Ip = ip })] } },
    };
}
