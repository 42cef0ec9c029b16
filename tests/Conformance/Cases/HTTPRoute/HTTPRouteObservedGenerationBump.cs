using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute)]
public sealed class HTTPRouteObservedGenerationBump : SerialCase
{
    protected override string Manifests => HttpRoute("observed-generation-bump", To(B1));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.FreshAsync("HTTPRoute", "observed-generation-bump");
        var before = await Status.GenerationAsync("HTTPRoute", "observed-generation-bump");
        await Objects.PatchAsync("HTTPRoute", "observed-generation-bump", new JsonArray(new JsonObject
        {
            ["op"] = "replace",
            ["path"] = "/spec/rules/0/backendRefs/0/name",
            ["value"] = B2,
        }));
        await Status.RouteConditionAsync("HTTPRoute", "observed-generation-bump", "same-namespace", "Accepted", "True", null);
        await Status.RouteConditionAsync("HTTPRoute", "observed-generation-bump", "same-namespace", "ResolvedRefs", "True", "ResolvedRefs");
        await Status.FreshAsync("HTTPRoute", "observed-generation-bump");
        Assert.NotEqual(before, await Status.GenerationAsync("HTTPRoute", "observed-generation-bump"));
    }
}
