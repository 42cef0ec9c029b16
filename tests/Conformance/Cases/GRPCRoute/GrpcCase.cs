using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Cases.GRPCRoutes;

/// <summary>What the GRPCRoute cases share.</summary>
public abstract class GrpcCase : SerialCase
{
    protected const string G1 = "grpc-infra-backend-v1";
    protected const string G2 = "grpc-infra-backend-v2";
    protected const string G3 = "grpc-infra-backend-v3";

    protected static string GrpcRoute(string name, string parents, params string[] rules) => Yaml.Route("GRPCRoute", name, parents, Yaml.Rules(rules));

    protected static string ForMethod(string backend, string method) =>
        Yaml.To(backend, $"method: {{service: gateway_api_conformance.echo_basic.grpcecho.GrpcEcho, method: {method}}}");

    private protected async Task<GrpcProbe> GrpcAcceptedAsync(string gateway, params string[] routes) =>
        new(await Status.GatewayAndRoutesAcceptedAsync(gateway, "GRPCRoute", resolved: true, routes));
}
