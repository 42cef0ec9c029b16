using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Mesh;

[ConformanceTest(Features.Mesh, Features.GRPCRoute)]
public sealed class MeshGRPCRouteWeight : MeshCase
{
    private const string Grpc = "grpc://echo:7070";

    protected override string Manifests => ServiceRoute(
        "mesh-grpc-weighted-backends", "echo", 7070,
        Rules("backendRefs: [{name: echo-v1, port: 7070, weight: 70}, {name: echo-v2, port: 7070, weight: 30}, {name: echo-v3, port: 7070, weight: 0}]"), "GRPCRoute");

    protected override async Task RunAsync()
    {
        await Client.ExpectAsync(Grpc, ("/", "200"));
        await Client.ExpectWeightsAsync(Grpc, new() { [V1] = 0.7, [V2] = 0.3 });
    }
}
