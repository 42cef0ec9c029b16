using Sluice.Cli.Commands;
using Sluice.Cli.Explaining;

namespace Sluice.Cli.Tests;

public sealed class ServiceFinderTests
{
    private static readonly FoundService Reviews = new("bookinfo", "reviews", ["10.96.0.1", "fd00::1"], null);
    private static readonly FoundService Other = new("shop", "reviews", [], null);

    [Theory]
    [InlineData("http://reviews.bookinfo:9080/", null, "bookinfo/reviews")]
    [InlineData("http://reviews.shop.svc:9080/", "bookinfo", "shop/reviews")]
    [InlineData("http://reviews.bookinfo.svc.cluster.local./", null, "bookinfo/reviews")]
    [InlineData("http://reviews.bookinfo.svc.corp.example.com/", null, "bookinfo/reviews")]
    [InlineData("http://reviews:9080/", "shop", "shop/reviews")]
    [InlineData("http://10.96.0.1:9080/", null, "bookinfo/reviews")]
    [InlineData("tcp://[fd00::1]:9080", null, "bookinfo/reviews")]
    [InlineData("http://reviews:9080/", null, null)]
    [InlineData("http://reviews:9080/", "elsewhere", null)]
    [InlineData("http://10.96.0.2/", null, null)]
    [InlineData("http://reviews.example.com/", null, null)]
    [InlineData("http://www.reviews.bookinfo/", null, null)]
    public void Meant_IsTheOneThatClusterDnsOrClusterIpLeadsTo(string url, string? fromNamespace, string? expected) =>
        Assert.Equal(expected, ServiceFinder.Meant(new Uri(url), fromNamespace, [Reviews, Other])?.ToString());

    [Theory]
    [InlineData("bookinfo/web", "a gateway bookinfo/web. See its conditions: kubectl -n bookinfo describe gateway web")]
    [InlineData("sluice-system/:mesh", "the mesh, so connections to Services go straight to their pods. To route them, declare SluicePlatform with Mesh = true.")]
    public void Cure_WhereNothingIsPublished_FitsGatewayAndMesh(string gateway, string expected) => Assert.Equal(expected, ExplainCommand.Cure(gateway));
}
