using System.Text.Json.Nodes;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;

namespace Sluice.Control.Tests.Provisioning;

public sealed class ProvisionPlanTests
{
    private static readonly ControlLocation Location = new("10.0.0.10:15010", "sluice-control.sluice-system.svc", "CA");
    private static readonly ControlOptions Options = new() { Identity = "control-1", ProxyImage = "ghcr.io/sluice-dev/gateway:0.1.0" };

    [Fact]
    public void Plan_OfAGateway_IsAsItWasWrittenDown()
    {
        var gateway = Gateways.New("shared", ("IPAddress", "192.0.2.10"));
        gateway.Metadata!.Labels = new Dictionary<string, string> { ["team"] = "web", ["stage"] = "test" };
        gateway.Metadata.Annotations = new Dictionary<string, string>
        {
            ["note"] = "mine",
            ["pulumi.com/waitFor"] = "condition=Programmed",
            ["sluice.dev/autoscaling"] = "2-5@60",
        };
        gateway.Spec!.Infrastructure = new GatewayInfrastructure
        {
            Labels = new Dictionary<string, string> { ["stage"] = "production" },
            Annotations = new Dictionary<string, string> { ["example.com/lb"] = "internal" },
        };

        var plan = ProvisionPlan.For(Workload(gateway, new ExposedPort(53, "UDP"), new ExposedPort(80, "TCP")), Location, Options);

        Golden.Check("provision-plan.json", new JsonArray([.. plan.Select(item => (JsonNode)item.Body)]));
    }

    [Fact]
    public void Plan_WithoutPorts_DeploysNothing()
    {
        var plan = ProvisionPlan.For(Workload(Gateways.New("empty")), Location, Options);
        Assert.Equal(["ConfigMap"], plan.Select(item => item.Resource.Kind));
    }

    [Fact]
    public void Plan_WithSettingsThatAreNotValid_DeploysNothing()
    {
        var gateway = Gateways.New("gw");
        gateway.Metadata!.Annotations = new Dictionary<string, string> { ["sluice.dev/replicas"] = "3", ["sluice.dev/access-log"] = "xml" };
        var plan = ProvisionPlan.For(Workload(gateway, new ExposedPort(80, "TCP")), Location, Options);
        Assert.Equal(["ConfigMap"], plan.Select(item => item.Resource.Kind));
    }

    [Fact]
    public void Template_WhenAListenerIsAdded_StaysTheSame()
    {
        var before = ProvisionPlan.For(Workload(Gateways.New("gw"), new ExposedPort(80, "TCP")), Location, Options);
        var after = ProvisionPlan.For(Workload(Gateways.New("gw"), new ExposedPort(80, "TCP"), new ExposedPort(443, "TCP")), Location, Options);

        JsonNode? Deployment(IEnumerable<ProvisionedObject> plan) => plan.Single(item => item.Resource.Kind == "Deployment").Body;
        Assert.True(JsonNode.DeepEquals(Deployment(before), Deployment(after)), "A new listener must not restart the proxies.");
    }

    [Fact]
    public void Template_WhenTheGatewayIsLabelled_StaysTheSame()
    {
        var labelled = Gateways.New("gw");
        labelled.Metadata!.Labels = new Dictionary<string, string> { ["team"] = "web" };

        JsonNode? Template(Gateway gateway) => ProvisionPlan.For(Workload(gateway, new ExposedPort(80, "TCP")), Location, Options)
            .Single(item => item.Resource.Kind == "Deployment").Body["spec"]!["template"];
        Assert.True(JsonNode.DeepEquals(Template(Gateways.New("gw")), Template(labelled)));
    }

    [Fact]
    public void Plan_WithSeveralAddresses_HasAServiceForEach()
    {
        var gateway = Gateways.New("gw", ("IPAddress", "192.0.2.10"), ("IPAddress", "192.0.2.11"), ("IPAddress", "2001:db8::1"));
        var services = ProvisionPlan.For(Workload(gateway, new ExposedPort(80, "TCP")), Location, Options).Where(item => item.Resource.Kind == "Service").ToList();
        Assert.Equal(["192.0.2.10", "192.0.2.11", "2001:db8::1"], services.Select(item => (string?)item.Body["spec"]!["loadBalancerIP"]));
        Assert.Equal(["gw-sluice", "gw-sluice-192-0-2-11"], services.Take(2).Select(item => item.Key.Name));
        Assert.Equal(3, services.Select(item => item.Key).Distinct().Count());
        Assert.All(services, item => Assert.True(JsonNode.DeepEquals(services[0].Body["spec"]!["selector"], item.Body["spec"]!["selector"])));
    }

    /// <summary>The Pod Security Standard "restricted", as Kubernetes 1.36 checks it, for all that a proxy's pod has.</summary>
    [Fact]
    public void Pod_IsRestricted()
    {
        string[] safeSysctls =
        [
            "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        ];
        string[] volumeTypes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
        var pod = ProvisionPlan.For(Workload(Gateways.New("gw"), new ExposedPort(80, "TCP")), Location, Options)
            .Single(item => item.Resource.Kind == "Deployment").Body["spec"]!["template"]!["spec"]!.AsObject();
        Assert.DoesNotContain(pod, field => field.Key is "hostNetwork" or "hostPID" or "hostIPC" or "initContainers" or "ephemeralContainers");
        Assert.True((bool)pod["securityContext"]!["runAsNonRoot"]!);
        Assert.NotEqual(0, (int)pod["securityContext"]!["runAsUser"]!);
        Assert.Equal("RuntimeDefault", (string?)pod["securityContext"]!["seccompProfile"]!["type"]);
        Assert.All(pod["securityContext"]!["sysctls"]!.AsArray(), sysctl => Assert.Contains((string?)sysctl!["name"], safeSysctls));
        Assert.All(pod["volumes"]!.AsArray(), volume => Assert.Contains(volume!.AsObject().Single(field => field.Key != "name").Key, volumeTypes));
        Assert.All(pod["containers"]!.AsArray(), container =>
        {
            var security = container!["securityContext"]!;
            Assert.False((bool)security["allowPrivilegeEscalation"]!);
            Assert.Null(security["privileged"]);
            Assert.Equal("ALL", (string?)Assert.Single(security["capabilities"]!["drop"]!.AsArray()));
            Assert.Null(security["capabilities"]!["add"]);
            Assert.All(container["ports"]!.AsArray(), port => Assert.Null(port!["hostPort"]));
            foreach (var probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" })
            {
                Assert.Null(container[probe]!["httpGet"]!["host"]);
            }
        });
    }

    private static GatewayWorkload Workload(Gateway gateway, params ExposedPort[] ports) => new() { Gateway = gateway, ClassName = "sluice", Ports = [.. ports] };
}
