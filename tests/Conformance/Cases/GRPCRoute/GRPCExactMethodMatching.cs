using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Cases.GRPCRoutes;

[ConformanceTest(Features.Gateway, Features.GRPCRoute)]
public sealed class GRPCExactMethodMatching : GrpcCase
{
    protected override string Manifests => GrpcRoute("exact-matching", "{name: same-namespace}", ForMethod(G1, "Echo"), ForMethod(G2, "EchoTwo"));

    protected override async Task RunAsync()
    {
        var grpc = await GrpcAcceptedAsync("same-namespace", "exact-matching");
        await grpc.ExpectAsync("Echo", G1);
        await grpc.ExpectAsync("EchoTwo", G2);
        await grpc.ExpectAsync("EchoThree", null);
    }
}
