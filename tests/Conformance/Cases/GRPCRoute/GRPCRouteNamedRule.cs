using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Cases.GRPCRoutes;

[ConformanceTest(Features.Gateway, Features.GRPCRoute, Features.GRPCRouteNamedRouteRule, Provisional = true)]
public sealed class GRPCRouteNamedRule : GrpcCase
{
    protected override string Manifests => GrpcRoute("grpc-named-rules", "{name: same-namespace}", "name: named-rule, " + ForMethod(G1, "Echo"), ForMethod(G2, "EchoTwo"));

    protected override async Task RunAsync()
    {
        var grpc = await GrpcAcceptedAsync("same-namespace", "grpc-named-rules");
        await grpc.ExpectAsync("Echo", G1);
        await grpc.ExpectAsync("EchoTwo", G2);
    }
}
