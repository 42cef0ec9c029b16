using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway)]
public sealed class GatewayInvalidParametersRef : ParallelCase
{
    private const string Name = "gateway-invalid-parameters-ref";

    protected override string Manifests => Skipped(GatewayWith(
        Name, "infrastructure: {parametersRef: {group: invalid.io, kind: InvalidParameters, name: invalid}}", "name: http, port: 80, protocol: HTTP"));

    protected override async Task RunAsync()
    {
        await Status.FreshAsync("Gateway", Name);
        await Status.ConditionAsync("Gateway", Name, Infra, "Accepted", "False", "InvalidParameters");
    }
}
