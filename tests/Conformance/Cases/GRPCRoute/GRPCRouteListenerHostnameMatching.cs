using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.GRPCRoutes;

[ConformanceTest(Features.Gateway, Features.GRPCRoute)]
public sealed class GRPCRouteListenerHostnameMatching : GrpcCase
{
    private const string Name = "grpcroute-listener-hostname-matching";

    protected override string Manifests => Objects(
        Gateway(Name, HttpListener("listener-1", hostname: "bar.com"), HttpListener("listener-2", hostname: "foo.bar.com"), HttpListener("listener-3", hostname: "*.bar.com"), HttpListener("listener-4", hostname: "*.foo.com")),
        GrpcRoute("backend-v1", $"{{name: {Name}, sectionName: listener-1}}", To(G1)),
        GrpcRoute("backend-v2", $"{{name: {Name}, sectionName: listener-2}}", To(G2)),
        GrpcRoute("backend-v3", $"{{name: {Name}, sectionName: listener-3}}, {{name: {Name}, sectionName: listener-4}}", To(G3)));

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        var grpc = await GrpcAcceptedAsync(Name, "backend-v1", "backend-v2", "backend-v3");
        foreach (var (authority, backend) in new (string, string?)[]
        {
            ("bar.com", G1), ("foo.bar.com", G2), ("baz.bar.com", G3), ("boo.bar.com", G3), ("multiple.prefixes.bar.com", G3),
            ("multiple.prefixes.foo.com", G3), ("foo.com", null), ("no.matching.host", null),
        })
        {
            await grpc.ExpectAsync("Echo", backend, authority);
        }
    }
}
