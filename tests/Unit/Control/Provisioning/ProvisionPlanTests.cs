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

    private static GatewayWorkload Workload(Gateway gateway, params ExposedPort[] ports) => new() { Gateway = gateway, ClassName = "sluice", Ports = [.. ports] };
}
