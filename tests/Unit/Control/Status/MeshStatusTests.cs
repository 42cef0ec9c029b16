using System.Text.Json.Nodes;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.Translation;

namespace Sluice.Control.Tests.Status;

/// <summary>What an XMesh tells, on a real API server.</summary>
public sealed class MeshStatusTests
{
    private static readonly ApiResource Services = new("", "v1", "services", "Service", Namespaced: true);

    [Fact]
    public async Task Mesh_OfOurController_TellsWhetherItRunsAndWhatItCan()
    {
        await using var control = await ControlUnderTest.StartAsync();
        await MeshAsync(control, "ours", ControlDefaults.ControllerName, "");
        await MeshAsync(control, "parameters", ControlDefaults.ControllerName, ""","parametersRef":{"group":"example.com","kind":"Settings","name":"mine"}""");
        var other = await MeshAsync(control, "theirs", "example.com/mesh", "");

        await control.UntilAsync(WatchedKinds.Meshes.Resource, "ours", item =>
            ControlUnderTest.Condition(item, "Accepted") == "Unknown Pending The mesh proxies are not deployed; declare SluicePlatform with Mesh = true.");
        await control.UntilAsync(WatchedKinds.Meshes.Resource, "parameters", item =>
            ControlUnderTest.Condition(item, "Accepted") == "False InvalidParameters spec.parametersRef names Settings mine; this controller takes no parameters from an object. Remove it.");

        // The mesh is on while the proxies' Service is there.
        var proxies = await control.Api.CreateAsync(
            Services,
            ControlDefaults.ControlNamespace,
            (JsonObject)JsonNode.Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"sluice-mesh"},"spec":{"clusterIP":"None","ports":[{"name":"metrics","port":15021}]} }""")!,
            CancellationToken.None);
        var on = await control.UntilAsync(WatchedKinds.Meshes.Resource, "ours", item => ControlUnderTest.Condition(item, "Accepted") == "True Accepted The mesh is run by this controller.");
        var features = on!["status"]!["supportedFeatures"]!.AsArray().Select(feature => (string)feature!["name"]!).ToList();
        Assert.Equal(SupportedFeatures.Mesh, features);
        Assert.Equal(features.Order(StringComparer.Ordinal), features);
        Assert.Equal(1, (long?)on["status"]!["conditions"]!.AsArray().Single(condition => (string)condition!["type"]! == "Accepted")!["observedGeneration"]);

        await control.Api.DeleteAsync(Services, new ObjectKey(ControlDefaults.ControlNamespace, "sluice-mesh"), (string)proxies["metadata"]!["uid"]!, CancellationToken.None);
        var off = await control.UntilAsync(WatchedKinds.Meshes.Resource, "ours", item => ControlUnderTest.Condition(item, "Accepted")!.StartsWith("Unknown", StringComparison.Ordinal));
        Assert.Null(off!["status"]!["supportedFeatures"]);
        Assert.True(JsonNode.DeepEquals(other["status"], (await control.GetAsync(WatchedKinds.Meshes.Resource, "theirs"))!["status"]), "The mesh of another controller was written to.");
    }

    private static Task<JsonObject> MeshAsync(ControlUnderTest control, string name, string controller, string more) => control.CreateAsync(WatchedKinds.Meshes.Resource, $$"""
        {"apiVersion":"gateway.networking.x-k8s.io/v1alpha1","kind":"XMesh","metadata":{"name":"{{name}}"},"spec":{"controllerName":"{{controller}}"{{more}}} }
        """);
}
