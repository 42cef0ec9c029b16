using Sluice.Cli.Explaining;
using Sluice.Engine;

namespace Sluice.Cli.Tests;

public sealed class GatewayFinderTests
{
    private static readonly FoundGateway Shop = new("shop/edge", ["192.0.2.1"], [new FoundListener(80, ""), new FoundListener(443, "*.shop.example.com")]);
    private static readonly FoundGateway Blog = new("blog/edge", ["192.0.2.2", "2001:db8::2"], [new FoundListener(443, "blog.example.com")]);

    [Theory]
    [InlineData("http://192.0.2.1/x", "shop/edge")]
    [InlineData("http://192.0.2.1:8080/x", "shop/edge")]
    [InlineData("https://[2001:db8::2]/", "blog/edge")]
    [InlineData("https://BLOG.example.com/", "blog/edge")]
    [InlineData("https://a.b.shop.example.com/", "shop/edge")]
    [InlineData("http://anything.example.com/", "shop/edge")]
    public void Meant_IsTheOneAtTheAddressOrWithTheHost(string url, string expected) =>
        Assert.Equal(expected, Assert.Single(GatewayFinder.Meant(new Uri(url), [Shop, Blog])).Name);

    [Theory]
    [InlineData("https://shop.example.com/")]
    [InlineData("https://192.0.2.9/")]
    [InlineData("http://blog.example.com:8080/")]
    public void Meant_Nobody_ListsThemAll(string url)
    {
        var message = Assert.Throws<EngineException>(() => GatewayFinder.Meant(new Uri(url), [Shop, Blog])).Message;

        Assert.Contains("  shop/edge at 192.0.2.1: 80, 443 for *.shop.example.com\n  blog/edge at 192.0.2.2, 2001:db8::2: 443 for blog.example.com\n", message, StringComparison.Ordinal);
    }
}
