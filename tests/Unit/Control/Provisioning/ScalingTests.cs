using System.Text.Json.Nodes;
using Sluice.Control.Cache;
using Sluice.Control.Provisioning;
using Sluice.Translation;

namespace Sluice.Control.Tests.Provisioning;

/// <summary>How many proxies run, and who decides it, on a real API server that validates every object.</summary>
public sealed class ScalingTests
{
    private const string Name = "web-sluice";

    [Fact]
    public async Task Autoscaler_IsMadeChangedAndRemoved_AndItsNumberIsNeverFoughtOver()
    {
        await using var control = await ControlUnderTest.StartAsync();
        var gateway = await GatewayAsync(control, """{"sluice.dev/replicas":"3"}""");
        await control.UntilAsync(OwnedKinds.Deployments, Name, item => Replicas(item) == 3);
        var budget = await control.UntilAsync(OwnedKinds.DisruptionBudgets, Name, item => item is not null);
        AssertOwned(gateway, budget);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"maxUnavailable":1,"selector":{"matchLabels":{"gateway.networking.k8s.io/gateway-name":"web"}}}"""), Without(budget!["spec"]!, "unhealthyPodEvictionPolicy")));
        Assert.Null(await control.GetAsync(OwnedKinds.Autoscalers, Name));

        // An autoscaler takes over the number as it is: a field that its only owner drops would fall back to one proxy.
        await AnnotateAsync(control, """{"sluice.dev/replicas":null,"sluice.dev/autoscaling":"2-5@60"}""");
        var scaler = await control.UntilAsync(OwnedKinds.Autoscalers, Name, item => item is not null);
        AssertOwned(gateway, scaler);
        Assert.Equal("autoscaling/v2", (string?)scaler!["apiVersion"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web-sluice"},"minReplicas":2,"maxReplicas":5,
                 "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":60} } }]}
                """),
            Without(scaler["spec"]!, "behavior")));
        Assert.Equal(3, Replicas(await control.GetAsync(OwnedKinds.Deployments, Name)));

        // It scales; what control applies afterwards, a new template among it, leaves the number alone.
        await ScaleAsync(control, 5);
        await control.Api.MergePatchAsync(
            WatchedKinds.Gateways.Resource, new ObjectKey(ControlUnderTest.Demo, "web"), (JsonObject)JsonNode.Parse("""{"spec":{"infrastructure":{"labels":{"stage":"production"} } } }""")!, CancellationToken.None);
        var rolled = await control.UntilAsync(OwnedKinds.Deployments, Name, item => (string?)item!["spec"]!["template"]!["metadata"]!["labels"]!["stage"] == "production");
        Assert.Equal(5, Replicas(rolled));

        await AnnotateAsync(control, """{"sluice.dev/autoscaling":"4-8"}""");
        await control.UntilAsync(OwnedKinds.Autoscalers, Name, item => (int)item!["spec"]!["minReplicas"]! == 4 && (int)item["spec"]!["maxReplicas"]! == 8);
        Assert.Equal(5, Replicas(await control.GetAsync(OwnedKinds.Deployments, Name)));

        // Taken away, the fixed number holds again, and one proxy needs no budget.
        await AnnotateAsync(control, """{"sluice.dev/autoscaling":null}""");
        await control.UntilAsync(OwnedKinds.Autoscalers, Name, item => item is null);
        await control.UntilAsync(OwnedKinds.DisruptionBudgets, Name, item => item is null);
        await control.UntilAsync(OwnedKinds.Deployments, Name, item => Replicas(item) == 1);
        await ScaleAsync(control, 4);
        await control.UntilAsync(OwnedKinds.Deployments, Name, item => Replicas(item) == 1);
    }

    [Fact]
    public async Task Annotation_ThatIsNotValid_IsToldByTheGateway_AndWhatIsDeployedStays()
    {
        await using var control = await ControlUnderTest.StartAsync();
        await GatewayAsync(control, """{"sluice.dev/replicas":"3"}""");
        await control.UntilAsync(OwnedKinds.DisruptionBudgets, Name, item => item is not null);
        await control.UntilAsync(WatchedKinds.Gateways.Resource, "web", item => ControlUnderTest.Condition(item, "Accepted")?.StartsWith("True", StringComparison.Ordinal) == true);

        await AnnotateAsync(control, """{"sluice.dev/replicas":"three","sluice.dev/service-type":"ClusterIp","sluice.dev/access-log":"xml"}""");
        const string problems = "Gateway demo/web, annotation sluice.dev/replicas is \"three\"; allowed is 0 to 1000. Correct or remove it. "
            + "Gateway demo/web, annotation sluice.dev/access-log is \"xml\"; allowed is text, json, none. Correct or remove it.";
        var told = await control.UntilAsync(WatchedKinds.Gateways.Resource, "web", item => ControlUnderTest.Condition(item, "Accepted") == $"False InvalidParameters {problems}");
        Assert.Equal($"False Invalid {problems}", ControlUnderTest.Condition(told, "Programmed"));
        Assert.Equal(3, Replicas(await control.GetAsync(OwnedKinds.Deployments, Name)));
        Assert.Equal("LoadBalancer", (string?)(await control.GetAsync(OwnedKinds.Services, Name))!["spec"]!["type"]);
        Assert.NotNull(await control.GetAsync(OwnedKinds.DisruptionBudgets, Name));
        Assert.Contains("demo/web", control.Publisher.Published.Keys);

        await AnnotateAsync(control, """{"sluice.dev/replicas":"4","sluice.dev/access-log":null}""");
        await control.UntilAsync(OwnedKinds.Deployments, Name, item => Replicas(item) == 4);
        await control.UntilAsync(OwnedKinds.Services, Name, item => (string?)item!["spec"]!["type"] == "ClusterIP");
        await control.UntilAsync(WatchedKinds.Gateways.Resource, "web", item => ControlUnderTest.Condition(item, "Accepted")?.StartsWith("True", StringComparison.Ordinal) == true);
    }

    private static Task<JsonObject> GatewayAsync(ControlUnderTest control, string annotations) => control.CreateAsync(WatchedKinds.Gateways.Resource, $$"""
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"web","annotations":{{annotations}} },
         "spec":{"gatewayClassName":"sluice","listeners":[{"name":"http","port":80,"protocol":"HTTP"}]} }
        """);

    private static Task<JsonObject> AnnotateAsync(ControlUnderTest control, string annotations) => control.Api.MergePatchAsync(
        WatchedKinds.Gateways.Resource,
        new ObjectKey(ControlUnderTest.Demo, "web"),
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = JsonNode.Parse(annotations) } },
        CancellationToken.None);

    /// <summary>The number as an autoscaler sets it: under its own name.</summary>
    private static Task<JsonObject> ScaleAsync(ControlUnderTest control, int replicas) => control.Api.ApplyAsync(
        OwnedKinds.Deployments,
        new ObjectKey(ControlUnderTest.Demo, Name),
        new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["metadata"] = new JsonObject { ["name"] = Name }, ["spec"] = new JsonObject { ["replicas"] = replicas } },
        "kube-controller-manager",
        CancellationToken.None);

    private static int? Replicas(JsonObject? deployment) => (int?)deployment?["spec"]?["replicas"];

    private static JsonObject Without(JsonNode spec, string defaulted)
    {
        var copy = spec.DeepClone().AsObject();
        copy.Remove(defaulted);
        return copy;
    }

    private static void AssertOwned(JsonObject gateway, JsonObject? item)
    {
        var owner = Assert.Single(item!["metadata"]!["ownerReferences"]!.AsArray())!;
        Assert.Equal(("Gateway", "web", (string?)gateway["metadata"]!["uid"], true), ((string?)owner["kind"], (string?)owner["name"], (string?)owner["uid"], (bool?)owner["controller"]));
    }
}
