using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.GRPCRoutes;

[ConformanceTest(Features.Gateway, Features.GRPCRoute)]
public sealed class GRPCRouteHeaderMatching : GrpcCase
{
    protected override string Manifests => GrpcRoute(
        "grpc-header-matching", "{name: same-namespace}",
        To(G1, Headers(("version", "one"))),
        To(G2, Headers(("version", "two"))),
        To(G1, Headers(("version", "two"), ("color", "orange"))),
        To(G1, Headers(("color", "blue")), Headers(("color", "green"))),
        To(G2, Headers(("color", "red")), Headers(("color", "yellow"))));

    protected override async Task RunAsync()
    {
        var grpc = await GrpcAcceptedAsync("same-namespace", "grpc-header-matching");
        (string? Backend, (string, string)[] Metadata)[] cases =
        [
            (G1, [("version", "one")]), (G2, [("version", "two")]), (G1, [("version", "two"), ("color", "orange")]), (G2, [("version", "two"), ("color", "blue")]),
            (null, [("color", "orange")]), (null, [("some-other-header", "one")]), (G1, [("color", "blue")]), (G1, [("color", "green")]),
            (G2, [("color", "red")]), (G2, [("color", "yellow")]), (null, [("color", "purple")]),
        ];
        foreach (var (backend, metadata) in cases)
        {
            await grpc.ExpectAsync("Echo", backend, null, metadata);
        }
    }
}
