using Bookinfo;
using HttpbinTls;
using Sluice.Testing;
using Sluice.Testing.Traffic;

namespace Sluice.Tests.Traffic;

/// <summary>Where requests to the example programs go, told from their manifests by the proxies' own routing.</summary>
public sealed class TrafficTests
{
    [Fact]
    public async Task Bookinfo_SharesReviewsByTheConfiguredWeight()
    {
        var traffic = await Bookinfo("50");

        var answer = traffic.Get("http://192.0.2.1/reviews/0");

        Assert.Equal(("HTTPRoute/bookinfo/reviews", 1), (answer.Route, answer.Rule));
        Assert.Null(answer.Status);
        Assert.Equal(
            new Dictionary<string, double> { ["Service/bookinfo/reviews-v1:9080"] = 50, ["Service/bookinfo/reviews-v3:9080"] = 50 },
            answer.Shares);
    }

    [Fact]
    public async Task Bookinfo_PinsJasonToTheSecondVersion()
    {
        var answer = (await Bookinfo("10")).Get("http://192.0.2.1/reviews/0", ("end-user", "jason"));

        Assert.Equal(new Dictionary<string, double> { ["Service/bookinfo/reviews-v2:9080"] = 100 }, answer.Shares);
    }

    [Fact]
    public async Task Bookinfo_AnswersOnlyItsPages()
    {
        var traffic = await Bookinfo("10");

        Assert.Equal(100, traffic.Get("http://192.0.2.1/productpage?u=normal").Shares["Service/bookinfo/productpage:9080"]);
        Assert.Equal(404, traffic.Get("http://192.0.2.1/ratings/0").Status);
        Assert.Equal("No listener takes http on port 8080 for 192.0.2.1.", traffic.Get("http://192.0.2.1:8080/productpage").Reason);
    }

    [Fact]
    public async Task HttpbinTls_TakesItsHostOnly()
    {
        var traffic = TrafficSimulation.Of(await Manifests.FromStackAsync<HttpbinTlsStack>(new() { Project = "httpbin-tls" }));

        Assert.Equal(100, traffic.Get("https://httpbin.example.com/status/418").Shares["Service/httpbin/httpbin:8000"]);
        Assert.Equal(404, traffic.Get("https://httpbin.example.com/headers").Status);
        Assert.Equal("", traffic.Get("https://other.example.com/status/418").Listener);
    }

    [Fact]
    public async Task Redirect_TellsWhereTo()
    {
        var traffic = TrafficSimulation.Of(await Manifests.FromProgramAsync(() =>
        {
            var https = new TlsListener("https", new()
            {
                Namespace = "shop",
                Hostname = "shop.example.com",
                Certificate = Certificate.FromPem(Pems.Certificate, Pems.Key),
                RedirectHttpPort = 80,
            });
            _ = new SharedGateway("shop", new() { Namespace = "shop", Listeners = { https } });
        }));

        var answer = traffic.Get("http://shop.example.com/cart?id=1");

        Assert.Equal((301, "https://shop.example.com/cart?id=1"), (answer.Status, answer.Location));
    }

    private static async Task<TrafficSimulation> Bookinfo(string weight) => TrafficSimulation.Of(
        await Manifests.FromStackAsync<BookinfoStack>(new() { Project = "bookinfo", Config = { ["reviewsCanaryWeight"] = weight } }));
}
