using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteRequestPercentageMirror, Provisional = true)]
public sealed class HTTPRouteRequestPercentageMirror : SerialCase
{
    private const int Requests = 500;

    protected override string Manifests => HttpRoute(
        "request-percentage-mirror",
        Filtered(B1, "/percent-mirror", Mirror("percent: 20")),
        Filtered(B1, "/percent-mirror-fraction", Mirror("fraction: {numerator: 25, denominator: 50}")),
        Filtered(B1, "/percent-mirror-and-modify-headers", ModifyHeaders, Mirror("percent: 35")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "request-percentage-mirror");
        await ShareAsync(http, Exchange.To("/percent-mirror", B1), 0.20);
        await ShareAsync(http, Exchange.To("/percent-mirror-fraction", B1), 0.50);
        await ShareAsync(http, HeaderModifierExchanges.Modified(Exchange.To("/percent-mirror-and-modify-headers", B1)), 0.35);
    }

    private async Task ShareAsync(HttpProbe http, Exchange exchange, double share)
    {
        await http.ExpectAsync(exchange);
        var id = Guid.NewGuid().ToString();
        var marked = exchange with { Path = $"{exchange.Path}?{Checks.Mirrors.QueryName}={id}" };
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (_, _) => Assert.Null(await http.TryAsync(marked)));
        var tolerance = 3 * Math.Sqrt(Requests * share * (1 - share));
        await Eventually.HoldsAsync($"{share:P0} of {exchange.Path} mirrored", TimeSpan.FromSeconds(60), async () =>
        {
            var count = await Cluster.Mirrors.CountAsync(B2, exchange.Path, id);
            return Math.Abs(count - (Requests * share)) <= tolerance ? null : $"{count} of {Requests}";
        });
    }

    private static string Mirror(string share) => $"{{type: RequestMirror, requestMirror: {{backendRef: {{name: {B2}, port: 8080}}, {share}}}}}";
}
