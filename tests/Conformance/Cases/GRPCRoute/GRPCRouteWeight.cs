using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.GRPCRoutes;

[ConformanceTest(Features.Gateway, Features.GRPCRoute)]
public sealed class GRPCRouteWeight : GrpcCase
{
    protected override string Manifests => GrpcRoute(
        "weighted-backends", "{name: same-namespace}", $"backendRefs: [{Backend(G1, "weight: 70")}, {Backend(G2, "weight: 30")}, {Backend(G3, "weight: 0")}]");

    protected override async Task RunAsync()
    {
        var grpc = await GrpcAcceptedAsync("same-namespace", "weighted-backends");
        await grpc.ExpectAsync("Echo", "grpc-infra-backend");
        await Weights.HoldAsync(new() { [G1] = 0.7, [G2] = 0.3, [G3] = 0 }, () => grpc.PodAsync("Echo"));
    }
}
