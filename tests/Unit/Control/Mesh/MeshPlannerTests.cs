using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.Control.Mesh;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Routing.Model;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Tests.Mesh;

/// <summary>The steps of a Service into the mesh and out of it, each from what the cluster shows.</summary>
public sealed class MeshPlannerTests
{
    private static readonly ObjectKey Proxies = new("sluice-system", MeshNames.Proxies);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    [Fact]
    public void Capture_GoesStepByStep()
    {
        // (1) The shadow takes the selector.
        var cluster = Cluster(Front(selector: true), ProxySlice("mesh-1"), PodSlice("web", "10.0.0.1"));
        Assert.Equal(["Apply services shop/web-sluice"], Steps(cluster));

        // (2) Not before it has the pods are ports reserved.
        cluster = cluster.With(Shadow());
        Assert.Empty(Steps(cluster));
        cluster = cluster.With(PodSlice("web-sluice", "10.0.0.1"));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints none"], Steps(cluster));

        // (3) Not before a proxy has acknowledged the listener does it get traffic.
        cluster = cluster.With(MeshSlice(20000));
        Assert.Empty(Steps(cluster, served: 20000));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints mesh-1"], Steps(cluster, served: 20000, current: "mesh-1"));

        // (4) Then the selector goes, and (5) what it had made.
        cluster = cluster.With(MeshSlice(20000, "mesh-1"));
        Assert.Equal(["Patch services shop/web"], Steps(cluster, served: 20000, current: "mesh-1"));
        cluster = cluster.With(Front(selector: false, saved: true));
        Assert.Equal(["Delete endpoints shop/web", "Delete endpointslices shop/web-pods"], Steps(cluster, served: 20000, current: "mesh-1"));
        cluster = cluster with { EndpointSlices = cluster.EndpointSlices.Remove(new ObjectKey("shop", "web-pods")) };
        Assert.Empty(Steps(cluster, served: 20000, current: "mesh-1"));
    }

    [Fact]
    public void Selector_ThatComesBack_IsTakenAgainWithAWarning()
    {
        var cluster = Cluster(Front(selector: true, saved: true), Shadow(), PodSlice("web-sluice", "10.0.0.1"), ProxySlice("mesh-1"), MeshSlice(20000, "mesh-1"));
        Assert.Equal(["Warn SelectorCameBack shop/web", "Patch services shop/web"], Steps(cluster, served: 20000, current: "mesh-1"));
    }

    [Fact]
    public void Proxy_ThatLagsBehind_IsNotAddedAndNotRemoved()
    {
        var cluster = Cluster(Front(selector: false, saved: true), Shadow(), PodSlice("web-sluice", "10.0.0.1"), MeshSlice(20000, "mesh-1"), ProxySlice("mesh-1", "mesh-2"));
        Assert.Empty(Steps(cluster, served: 20000));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints mesh-1 mesh-2"], Steps(cluster, served: 20000, current: "mesh-2"));

        // One that is gone from its own Service is gone from all.
        cluster = cluster.With(ProxySlice("mesh-2"));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints mesh-2"], Steps(cluster, served: 20000, current: "mesh-2"));
    }

    [Fact]
    public void Proxies_AllGone_OpensTheServiceToItsPodsAfterAWhile_AndClosesItWhenOneIsBack()
    {
        var cluster = Cluster(Front(selector: false, saved: true), Shadow(), PodSlice("web-sluice", "10.0.0.1"), MeshSlice(20000));
        MeshPlan At(double seconds) => MeshPlanner.Plan(Facts(cluster, Now.AddSeconds(seconds), 20000) with { UnservedSince = Now });

        // A proxy that starts anew is waited for.
        Assert.Empty(At(2.9).Steps);
        Assert.Equal(Now + MeshPlanner.OpenAfter, At(2.9).Again);
        var open = Assert.IsType<MeshStep.Apply>(Assert.Single(At(3).Steps));
        Assert.Equal("shop/web-sluice-pods-open", open.Key.ToString());
        Assert.Equal("10.0.0.1", (string?)open.Body["endpoints"]![0]!["addresses"]![0]);
        Assert.Equal(80, (int?)open.Body["ports"]![0]!["port"]);
        Assert.Equal("web", (string?)open.Body["metadata"]!["labels"]!["kubernetes.io/service-name"]);

        // The pods are followed, also by another leader, which does not know how long it has been so.
        cluster = cluster.With(OpenSlice("10.0.0.1"));
        Assert.Empty(At(4).Steps);
        cluster = cluster.With(PodSlice("web-sluice", "10.0.0.2"));
        Assert.Equal("10.0.0.2", (string?)Assert.IsType<MeshStep.Apply>(Assert.Single(At(0).Steps)).Body["endpoints"]![0]!["addresses"]![0]);
        cluster = cluster.With(OpenSlice("10.0.0.2"));

        // One is back: first it is published, then the way past it goes.
        cluster = cluster.With(ProxySlice("mesh-1"));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints mesh-1"], Steps(cluster, served: 20000, current: "mesh-1"));
        cluster = cluster.With(MeshSlice(20000, "mesh-1"));
        Assert.Equal(["Delete endpointslices shop/web-sluice-pods-open"], Steps(cluster, served: 20000, current: "mesh-1"));
    }

    [Fact]
    public void Release_OfAnOpenService_WaitsForThePodsOwnSlices()
    {
        var cluster = Cluster(Front(selector: true, enabled: false), Shadow(), PodSlice("web-sluice", "10.0.0.1"), MeshSlice(20000), OpenSlice("10.0.0.1"));
        Assert.Empty(Steps(cluster));
        cluster = cluster.With(PodSlice("web", "10.0.0.1"));
        Assert.Equal(["Delete endpointslices shop/web-sluice-pods-open", "Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints none"], Steps(cluster));
    }

    [Fact]
    public void Release_GoesBackStepByStep()
    {
        var cluster = Cluster(Front(selector: false, saved: true, enabled: false), Shadow(), PodSlice("web-sluice", "10.0.0.1"), MeshSlice(20000, "mesh-1"), ProxySlice("mesh-1"));
        Assert.Equal(["Patch services shop/web"], Steps(cluster));

        // The pods have to be back before the proxies go.
        cluster = cluster.With(Front(selector: true, enabled: false));
        Assert.Empty(Steps(cluster));
        cluster = cluster.With(PodSlice("web", "10.0.0.1"));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints none"], Steps(cluster));

        // Emptied, the slice stays for the time of the news.
        cluster = cluster.With(MeshSlice(20000, emptied: Now));
        var plan = Plan(cluster, Now);
        Assert.Empty(plan.Steps);
        Assert.Equal(Now + MeshPlanner.Farewell, plan.Again);
        Assert.Equal(["Delete endpointslices shop/web-sluice-ipv4"], Plan(cluster, Now + MeshPlanner.Farewell).Steps.Select(Describe));
        cluster = cluster with { EndpointSlices = cluster.EndpointSlices.Remove(new ObjectKey("shop", "web-sluice-ipv4")) };
        Assert.Equal(["Delete services shop/web-sluice"], Steps(cluster));
    }

    [Fact]
    public void Mesh_SwitchedOff_ReleasesEverythingBeforeItLetsGo()
    {
        var cluster = Cluster(Front(selector: false, saved: true), Shadow(), MeshSlice(20000, "mesh-1"));
        cluster = cluster.With(ProxyService(deleted: true));
        Assert.Equal(["Patch services shop/web"], Steps(cluster));

        var released = Cluster(Front(selector: true)).With(ProxyService(deleted: true));
        Assert.Equal(["Patch services sluice-system/sluice-mesh", "Patch serviceaccounts sluice-system/sluice-control"], Steps(released));
    }

    [Fact]
    public void ControlTakenAway_ReleasesWhatIsCaptured_AndLetsGoOfTheRest()
    {
        var captured = Cluster(Front(selector: false, saved: true), Shadow(), PodSlice("web-sluice", "10.0.0.1"), ProxySlice("mesh-1"));
        var plan = MeshPlanner.Plan(Facts(captured) with { IsEnding = true });
        Assert.Equal(["Patch services shop/web"], plan.Steps.Select(Describe));
        Assert.False(plan.IsReleased);

        var free = MeshPlanner.Plan(Facts(Cluster(Front(selector: true)).With(ProxyService(held: false))) with { IsEnding = true, HasPermit = false });
        Assert.Empty(free.Steps);
        Assert.True(free.IsReleased);
    }

    [Fact]
    public void ProxiesService_IsHeldWhileAnythingIsCapturedAndNoLonger()
    {
        Assert.Equal(
            ["Apply services shop/web-sluice", "Patch serviceaccounts sluice-system/sluice-control", "Patch services sluice-system/sluice-mesh"],
            Steps(Cluster(Front(selector: true)).With(ProxyService(held: false))));
        Assert.Equal(["Patch services sluice-system/sluice-mesh", "Patch serviceaccounts sluice-system/sluice-control"], Steps(Cluster(Front(selector: true, enabled: false))));
        Assert.Empty(Steps(Cluster(Front(selector: true, enabled: false)).With(ProxyService(held: false))));
        Assert.Empty(Steps(Cluster().With(ProxyService(deleted: true, held: false))));
    }

    [Fact]
    public void RightToRelease_IsHeldBeforeTheProxiesService_AndFreedAfterIt()
    {
        IEnumerable<string> Of(CachedCluster cluster, bool? permit) => MeshPlanner.Plan(Facts(cluster) with { HasPermit = permit }).Steps.Select(Describe);
        var captured = Cluster(Front(selector: true)).With(ProxyService(held: false));
        var quiet = Cluster(Front(selector: true, enabled: false));

        string[] hold = ["Apply services shop/web-sluice", "Hold the permit", "Patch serviceaccounts sluice-system/sluice-control", "Patch services sluice-system/sluice-mesh"];
        Assert.Equal(hold, Of(captured, null));
        Assert.Equal(hold, Of(captured, false));
        string[] free = ["Patch services sluice-system/sluice-mesh", "Patch serviceaccounts sluice-system/sluice-control", "Free the permit"];
        Assert.Equal(free, Of(quiet, null));
        Assert.Equal(free, Of(quiet, true));

        // A control that starts does not know whether another one left it behind.
        var idle = quiet.With(ProxyService(held: false));
        Assert.Equal(["Free the permit"], Of(idle, null));
        Assert.Empty(Of(idle, false));
    }

    [Fact]
    public void Front_DeclaredWithoutSelectorBesideItsShadow_IsPublishedAndNothingElse()
    {
        var shadow = Shadow();
        shadow.Metadata!.Labels = null;
        var cluster = Cluster(Front(selector: false), shadow, PodSlice("web-sluice", "10.0.0.1"), ProxySlice("mesh-1"));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20000, endpoints none"], Steps(cluster));
    }

    [Fact]
    public void Service_OfTwoFamilies_IsCapturedInBothBeforeItsSelectorGoes()
    {
        var front = Front(selector: true);
        (front.Spec!.IpFamilies, front.Spec.IpFamilyPolicy) = (["IPv4", "IPv6"], "PreferDualStack");
        var (pods6, proxies6) = (OfIPv6(PodSlice("web", "fd00::1")), OfIPv6(ProxySlice("mesh-1")));
        var cluster = Cluster(front, PodSlice("web", "10.0.0.1"), pods6, ProxySlice("mesh-1"), proxies6);
        var made = Assert.IsType<MeshStep.Apply>(Assert.Single(MeshPlanner.Plan(Facts(cluster)).Steps));
        Assert.Equal("""{"clusterIP":"None","selector":{"app":"web"},"ports":[{"port":80,"protocol":"TCP","name":"http"}],"ipFamilies":["IPv4","IPv6"],"ipFamilyPolicy":"PreferDualStack"}""", made.Body["spec"]!.ToJsonString());

        // A shadow of one family does not have the pods' other addresses.
        cluster = cluster.With(Shadow(), PodSlice("web-sluice", "10.0.0.1"));
        Assert.Equal(["Apply services shop/web-sluice"], Steps(cluster));

        var shadow = Shadow();
        (shadow.Spec!.IpFamilies, shadow.Spec.IpFamilyPolicy) = (front.Spec.IpFamilies, front.Spec.IpFamilyPolicy);
        cluster = cluster.With(shadow, OfIPv6(PodSlice("web-sluice", "fd00::1")), MeshSlice(20000, "mesh-1"), OfIPv6(MeshSlice(20000)));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv6: 20000, endpoints mesh-1"], Steps(cluster, served: 20000, current: "mesh-1"));
        cluster = cluster.With(OfIPv6(MeshSlice(20000, "mesh-1")));
        Assert.Equal(["Patch services shop/web"], Steps(cluster, served: 20000, current: "mesh-1"));
    }

    [Fact]
    public void Services_ThatCannotBeCaptured_AreLeftAlone()
    {
        var headless = Front(selector: true);
        headless.Spec!.ClusterIP = "None";
        Assert.Empty(Steps(Cluster(headless).With(ProxyService(held: false))));

        var local = Front(selector: true);
        local.Spec!.InternalTrafficPolicy = "Local";
        Assert.Empty(Steps(Cluster(local).With(ProxyService(held: false))));

        var ofGateway = Front(selector: true);
        ofGateway.Metadata!.Labels!["gateway.networking.k8s.io/gateway-name"] = "g";
        Assert.Empty(Steps(Cluster(ofGateway).With(ProxyService(held: false))));

        var stranger = Shadow();
        stranger.Metadata!.Labels = null;
        Assert.Empty(Steps(Cluster(Front(selector: true), stranger).With(ProxyService(held: false))));
    }

    [Fact]
    public void Ports_AreRememberedByNameAndNeverShared()
    {
        var front = Front(selector: false, saved: true);
        front.Spec!.Ports!.Insert(0, new ServicePort { Name = "new", Port = 81 });
        var shadow = Shadow();
        shadow.Spec!.Ports!.Insert(0, new ServicePort { Name = "new", Port = 81 });
        var other = MeshSlice(20001, "mesh-1");
        other.Metadata!.Name = "other-sluice-ipv4";
        other.Metadata.Labels!["kubernetes.io/service-name"] = "other";
        var cluster = Cluster(front, shadow, PodSlice("web-sluice", "10.0.0.1"), MeshSlice(20000, "mesh-1"), other, ProxySlice("mesh-1"));
        Assert.Equal(["Apply endpointslices shop/web-sluice-ipv4: 20002 20000, endpoints none"], Steps(cluster, served: 20000, current: "mesh-1"));
    }

    [Fact]
    public void Shadow_OfAServiceThatGetsAnotherPort_GetsItToo()
    {
        var front = Front(selector: false, saved: true);
        front.Spec!.Ports!.Add(new ServicePort { Name = "admin", Port = 81 });
        var cluster = Cluster(front, Shadow(), PodSlice("web-sluice", "10.0.0.1"), MeshSlice(20000, "mesh-1"), ProxySlice("mesh-1"));
        var apply = Assert.IsType<MeshStep.Apply>(Assert.Single(Plan(cluster, Now, 20000, "mesh-1").Steps));
        Assert.Equal([80, 81], apply.Body["spec"]!["ports"]!.AsArray().Select(port => (int)port!["port"]!));
        Assert.Equal("""{"app":"web"}""", apply.Body["spec"]!["selector"]!.ToJsonString());
    }

    /// <summary>All but those for the right to release, which has a test of its own.</summary>
    private static List<string> Steps(CachedCluster cluster, int? served = null, params string[] current) =>
        [.. Plan(cluster, Now, served, current).Steps.Where(step => step is not MeshStep.Permit).Select(Describe)];

    private static MeshPlan Plan(CachedCluster cluster, DateTimeOffset now, int? served = null, params string[] current) => MeshPlanner.Plan(Facts(cluster, now, served, current));

    private static MeshFacts Facts(CachedCluster cluster, DateTimeOffset? now = null, int? served = null, params string[] current) => new()
    {
        Cluster = cluster,
        Proxies = Proxies,
        Snapshot = served is { } port
            ? RoutingSnapshot.Empty with { Listeners = ImmutableDictionary<string, ListenerConfig>.Empty.Add("web", new ListenerConfig { Name = "web", Source = "web", Port = 80, BindPort = port, Protocol = ListenerProtocol.Mesh }) }
            : RoutingSnapshot.Empty,
        Current = current.ToHashSet(),
        Now = now ?? Now,
        HasPermit = true,
    };

    private static string Describe(MeshStep step) => step switch
    {
        MeshStep.Apply { Resource.Plural: "endpointslices" } slice =>
            $"Apply endpointslices {slice.Key}: {string.Join(' ', slice.Body["ports"]!.AsArray().Select(port => port!["port"]))}, endpoints {Endpoints(slice)}",
        MeshStep.Apply apply => $"Apply {apply.Resource.Plural} {apply.Key}",
        MeshStep.Patch patch => $"Patch {patch.Resource.Plural} {patch.Key}",
        MeshStep.Delete delete => $"Delete {delete.Resource.Plural} {delete.Key}",
        MeshStep.Warn warn => $"Warn {warn.Reason} {warn.Service}",
        MeshStep.Permit permit => permit.Hold ? "Hold the permit" : "Free the permit",
        _ => step.ToString(),
    };

    private static string Endpoints(MeshStep.Apply slice) =>
        slice.Body["endpoints"]!.AsArray() is { Count: > 0 } endpoints ? string.Join(' ', endpoints.Select(endpoint => endpoint!["targetRef"]!["name"])) : "none";

    private static CachedCluster Cluster(params KubernetesObject[] items) => Clusters.Empty.With([ProxyService(), .. items]);

    private static Service ProxyService(bool deleted = false, bool held = true) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = Proxies.Name,
            Namespace = Proxies.Namespace,
            Finalizers = held ? ["sluice.dev/mesh-release"] : null,
            DeletionTimestamp = deleted ? "2026-01-01T00:00:00Z" : null,
        },
        Spec = new ServiceSpec { ClusterIP = "None", Ports = [new ServicePort { Port = 15021 }] },
    };

    private static Service Front(bool selector, bool saved = false, bool enabled = true) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "web",
            Namespace = "shop",
            Uid = "u",
            Labels = enabled ? new Dictionary<string, string> { [MeshNames.Label] = MeshNames.Enabled } : null,
            Annotations = saved ? new Dictionary<string, string> { [MeshNames.SelectorAnnotation] = """{"app":"web"}""" } : null,
        },
        Spec = new ServiceSpec
        {
            ClusterIP = "10.96.0.1",
            Selector = selector ? new Dictionary<string, string> { ["app"] = "web" } : null,
            Ports = [new ServicePort { Name = "http", Port = 80 }],
        },
    };

    private static Service Shadow() => new()
    {
        Metadata = new ObjectMeta { Name = "web-sluice", Namespace = "shop", Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = "sluice-control" } },
        Spec = new ServiceSpec { ClusterIP = "None", Selector = new Dictionary<string, string> { ["app"] = "web" }, Ports = [new ServicePort { Name = "http", Port = 80 }] },
    };

    private static EndpointSlice ProxySlice(params string[] pods) => Slice(
        Proxies.Namespace, "proxies", Proxies.Name, "endpointslice-controller.k8s.io", 15021, pods.Select(Proxy));

    private static EndpointSlice PodSlice(string service, string address) => Slice(
        "shop", service + "-pods", service, "endpointslice-controller.k8s.io", 80, [new Endpoint { Addresses = [address], Conditions = new EndpointConditions { Ready = true } }]);

    private static EndpointSlice OpenSlice(string address) => Slice(
        "shop", "web-sluice-pods-open", "web", MeshNames.OpenSliceManager, 80, [new Endpoint { Addresses = [address], Conditions = new EndpointConditions { Ready = true } }]);

    private static EndpointSlice MeshSlice(int port, string? pod = null, DateTimeOffset? emptied = null)
    {
        var slice = Slice("shop", "web-sluice-ipv4", "web", MeshNames.SliceManager, port, pod is null ? [] : [Proxy(pod)]);
        if (emptied is { } at)
        {
            slice.Metadata!.Annotations = new Dictionary<string, string> { ["sluice.dev/mesh-emptied-at"] = $"{at:O}" };
        }

        return slice;
    }

    private static EndpointSlice OfIPv6(EndpointSlice slice)
    {
        slice.Metadata!.Name = slice.Metadata.Name!.Contains("ipv4", StringComparison.Ordinal) ? slice.Metadata.Name.Replace("ipv4", "ipv6", StringComparison.Ordinal) : slice.Metadata.Name + "-ipv6";
        slice.AddressType = "IPv6";
        return slice;
    }

    private static Endpoint Proxy(string pod) => new()
    {
        Addresses = ["10.0.9." + pod[^1]],
        Conditions = new EndpointConditions { Ready = true },
        TargetRef = new EndpointTarget { Kind = "Pod", Name = pod },
    };

    private static EndpointSlice Slice(string ns, string name, string service, string manager, int port, IEnumerable<Endpoint> endpoints) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = ns,
            Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service, ["endpointslice.kubernetes.io/managed-by"] = manager },
        },
        AddressType = "IPv4",
        Ports = [new EndpointPort { Name = "http", Port = port, Protocol = "TCP" }],
        Endpoints = [.. endpoints],
    };
}
