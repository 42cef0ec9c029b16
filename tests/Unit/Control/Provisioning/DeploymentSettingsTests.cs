using Sluice.Control.Provisioning;
using Sluice.GatewayApi;

namespace Sluice.Control.Tests.Provisioning;

public sealed class DeploymentSettingsTests
{
    [Fact]
    public void Annotations_OfInfrastructure_WinOverThoseOfTheGateway()
    {
        var gateway = Gateways.New("gw");
        gateway.Metadata!.Annotations = new Dictionary<string, string> { ["sluice.dev/service-type"] = "NodePort", ["sluice.dev/replicas"] = "3" };
        gateway.Spec!.Infrastructure = new GatewayInfrastructure { Annotations = new Dictionary<string, string> { ["sluice.dev/service-type"] = "clusterip" } };

        var settings = DeploymentSettings.Of(gateway);
        Assert.Equal("ClusterIP", settings.ServiceType);
        Assert.Equal(3, settings.Replicas);
        Assert.True(settings.IsReplicated);
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void Values_ThatAreNotAllowed_AreAllTold()
    {
        var gateway = Gateways.New("gw");
        gateway.Metadata!.Annotations = new Dictionary<string, string>
        {
            ["sluice.dev/service-type"] = "Best",
            ["sluice.dev/external-traffic-policy"] = "Near",
            ["sluice.dev/replicas"] = "-1",
            ["sluice.dev/autoscaling"] = "10-2",
            ["sluice.dev/proxy-protocol"] = "yes",
            ["sluice.dev/trusted-hops"] = "17",
        };

        var settings = DeploymentSettings.Of(gateway);
        Assert.Equal(
            string.Join('\n', (string[])[
                "Gateway infra/gw, annotation sluice.dev/service-type is \"Best\"; allowed is LoadBalancer, NodePort, ClusterIP. Correct or remove it.",
                "Gateway infra/gw, annotation sluice.dev/external-traffic-policy is \"Near\"; allowed is Cluster, Local. Correct or remove it.",
                "Gateway infra/gw, annotation sluice.dev/replicas is \"-1\"; allowed is 0 to 1000. Correct or remove it.",
                "Gateway infra/gw, annotation sluice.dev/autoscaling is \"10-2\"; allowed is MIN-MAX or MIN-MAX@PERCENT, for example 2-10@75. Correct or remove it.",
                "Gateway infra/gw, annotation sluice.dev/proxy-protocol is \"yes\"; allowed is false, true. Correct or remove it.",
                "Gateway infra/gw, annotation sluice.dev/trusted-hops is \"17\"; allowed is 0 to 16. Correct or remove it.",
            ]),
            string.Join('\n', settings.Problems));
    }

    [Fact]
    public void ProxyOptions_BecomeVariablesOfTheContainer()
    {
        var gateway = Gateways.New("gw");
        Assert.Empty(DeploymentSettings.Of(gateway).Environment);
        gateway.Metadata!.Annotations = new Dictionary<string, string>
        {
            ["sluice.dev/proxy-protocol"] = "True", ["sluice.dev/trusted-hops"] = "2", ["sluice.dev/access-log"] = "json",
        };
        Assert.Equal([("SLUICE_PROXY_PROTOCOL", "true"), ("SLUICE_TRUSTED_HOPS", "2"), ("SLUICE_ACCESS_LOG", "json")], DeploymentSettings.Of(gateway).Environment.AsEnumerable());
    }

    [Theory]
    [InlineData("2-10", 2, 10, 75)]
    [InlineData("1-1@200", 1, 1, 200)]
    public void Autoscaling_IsRead(string text, int min, int max, int percent)
    {
        var gateway = Gateways.New("gw");
        gateway.Metadata!.Annotations = new Dictionary<string, string> { ["sluice.dev/autoscaling"] = text };
        Assert.Equal(new Autoscaling(min, max, percent), DeploymentSettings.Of(gateway).Autoscaling);
    }
}
