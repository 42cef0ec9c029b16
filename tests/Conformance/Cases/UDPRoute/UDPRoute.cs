using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.UDPRoutes;

[ConformanceTest(Features.UDPRoute, Features.Gateway, Provisional = true)]
public sealed class UDPRoute : SerialCase
{
    // A query for foo.bar.com A IN (RFC 1035 section 4.1).
    private static readonly byte[] Query = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, .. "foo"u8, 3, .. "bar"u8, 3, .. "com"u8, 0, 0, 1, 0, 1];

    protected override string Manifests => Objects(
        Gateway("udp-gateway", StreamListener("coredns", "UDP", 5300)),
        StreamRoute("UDPRoute", "udp-coredns", "{name: udp-gateway, sectionName: coredns}", "{name: coredns, port: 53}"));

    protected override async Task RunAsync()
    {
        var udp = new UdpProbe(await Status.GatewayAndRoutesAcceptedAsync("udp-gateway", "UDPRoute", resolved: true, "udp-coredns"));
        await Eventually.HoldsAsync("A DNS answer", TimeSpan.FromSeconds(60), async () =>
        {
            try
            {
                var answer = await udp.ExchangeAsync(Query);
                return answer.AsSpan(0, 2).SequenceEqual(Query.AsSpan(0, 2)) && (answer[2] & 0x80) != 0 ? null : "not an answer to the query";
            }
            catch (Exception exception) when (exception is System.Net.Sockets.SocketException or OperationCanceledException)
            {
                return exception.Message;
            }
        });
    }
}
