using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.Gateways;

[ConformanceTest(Features.Gateway, Features.GatewayAddressEmpty, Provisional = true)]
public sealed class GatewayOptionalAddressValue : ParallelCase
{
    private const string Name = "gateway-without-address-value";

    protected override string Manifests => GatewayWith(Name, "addresses: [{type: IPAddress}]", "name: http, port: 8080, protocol: HTTP");

    protected override async Task RunAsync()
    {
        await Status.NamespaceReadyAsync();
        await Status.FreshAsync("Gateway", Name);
        await Status.GatewayAddressAsync(Name);
    }
}
