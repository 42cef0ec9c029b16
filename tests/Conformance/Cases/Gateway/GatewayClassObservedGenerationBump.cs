using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayClassObservedGenerationBump : ParallelCase
{
    private const string Name = "gatewayclass-observed-generation-bump";

    protected override string Manifests =>
        $"{{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {{name: {Name}}}, spec: {{controllerName: {StatusChecks.ControllerName}, description: old}}}}";

    protected override async Task RunAsync()
    {
        await AcceptedAnyAsync();
        var before = await Status.GenerationAsync("GatewayClass", Name, null);
        await Objects.PatchAsync("GatewayClass", Name, new JsonObject { ["spec"] = new JsonObject { ["description"] = "new" } }, null);
        await AcceptedAnyAsync();
        Assert.NotEqual(before, await Status.GenerationAsync("GatewayClass", Name, null));
    }

    private Task AcceptedAnyAsync() => Status.ConditionAsync("GatewayClass", Name, null, "Accepted", "True", null);
}
