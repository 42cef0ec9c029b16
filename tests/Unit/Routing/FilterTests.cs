using System.Text;
using Sluice.Routing.Filters;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Routing.Tests;

public sealed class FilterTests
{
    [Theory]
    [InlineData("/foo/bar", "/foo", "/xyz", "/xyz/bar")]
    [InlineData("/foo/bar", "/foo", "/xyz/", "/xyz/bar")]
    [InlineData("/foo/bar", "/foo/", "/xyz", "/xyz/bar")]
    [InlineData("/foo/bar", "/foo/", "/xyz/", "/xyz/bar")]
    [InlineData("/foo", "/foo", "/xyz", "/xyz")]
    [InlineData("/foo/", "/foo", "/xyz", "/xyz/")]
    [InlineData("/foo/bar", "/foo", "", "/bar")]
    [InlineData("/foo/", "/foo", "", "/")]
    [InlineData("/foo", "/foo", "", "/")]
    [InlineData("/foo/", "/foo", "/", "/")]
    [InlineData("/foo", "/foo", "/", "/")]
    [InlineData("/any", "/", "/xyz", "/xyz/any")]
    public void ReplacePrefix_FollowsTheSpecificationsTable(string path, string prefix, string replacement, string expected) =>
        Assert.Equal(expected, PathEdits.Apply(new(PathEditKind.ReplacePrefixMatch, replacement), Encoding.UTF8.GetBytes(path), new(PathMatchKind.Prefix, prefix)));

    [Theory]
    [InlineData(null, null, null, "http", 80, "http://example.org/p?q=1")]
    [InlineData(null, null, null, "http", 8080, "http://example.org:8080/p?q=1")]
    [InlineData("https", null, null, "http", 80, "https://example.org/p?q=1")]
    [InlineData("https", null, null, "http", 8080, "https://example.org/p?q=1")]
    [InlineData("http", null, 80, "https", 443, "http://example.org/p?q=1")]
    [InlineData("https", null, 8443, "http", 80, "https://example.org:8443/p?q=1")]
    [InlineData(null, "other.org", 443, "https", 443, "https://other.org/p?q=1")]
    [InlineData(null, "other.org", 8083, "http", 80, "http://other.org:8083/p?q=1")]
    [InlineData(null, null, 443, "http", 80, "http://example.org:443/p?q=1")]
    public void Redirect_Location(string? scheme, string? hostname, int? port, string requestScheme, int listenerPort, string expected)
    {
        var redirect = new RequestRedirect { Scheme = scheme, Hostname = hostname, Port = port, StatusCode = 302 };

        var location = Request.Get("example.org:1234", "/p?q=1")
            .With(null, (in RequestHead head) => Redirects.Location(redirect, head, requestScheme, listenerPort, new(PathMatchKind.Prefix, "/")));

        Assert.Equal(expected, location);
    }

    [Fact]
    public void HeaderEdits_Compose_InTheirOrder()
    {
        var edits = CompiledHeaderEdits.Compile(
        [
            new() { Set = [new("A", "1")], Add = [new("B", "1")], Remove = ["C"] },
            new() { Set = [new("b", "2")], Add = [new("A", "2")], Remove = ["D", "a-b"] },
        ]);

        Assert.Equal("A: 1\r\nb: 2\r\nA: 2\r\n", Encoding.UTF8.GetString(edits.AppendedBytes.Span));
        Assert.Equal(["a", "c", "b", "d", "a-b"], edits.Dropped.Select(Encoding.ASCII.GetString));
        Assert.True(edits.Drops("A-B"u8));
        Assert.False(edits.Drops("AB"u8));
    }

    [Theory]
    [InlineData("https://www.foo.com", true)]
    [InlineData("https://www.bar.com", true)]
    [InlineData("https://a.b.bar.com", true)]
    [InlineData("https://bar.com", false)]
    [InlineData("http://www.bar.com", false)]
    [InlineData("https://evil.com/.bar.com", false)]
    public void Cors_OriginOfPreflight(string origin, bool allowed)
    {
        var cors = new CompiledCors(new() { AllowOrigins = ["https://www.foo.com", "https://*.bar.com"], AllowMethods = ["GET", "PUT"], MaxAge = TimeSpan.FromHours(1) });

        var headers = (Request.Get("x", "/", ("Origin", origin), ("Access-Control-Request-Method", "PUT")) with { Method = "OPTIONS" })
            .With(null, (in RequestHead head) => cors.Preflight(head));

        Assert.Equal(
            allowed ? $"Access-Control-Allow-Origin={origin};Vary=Origin;Access-Control-Allow-Methods=GET, PUT;Access-Control-Max-Age=3600" : "",
            string.Join(';', headers.Select(header => $"{header.Name}={header.Value}")));
    }

    [Fact]
    public void WeightedChoice_KeepsItsShares_InEveryRun()
    {
        var choice = new WeightedChoice([80, 0, 20], seed: 7);
        for (var run = 0; run < 20; run++)
        {
            var counts = new int[3];
            for (var i = 0; i < 500; i++)
            {
                counts[choice.Next()]++;
            }

            Assert.InRange(counts[0], 395, 405);
            Assert.Equal(0, counts[1]);
        }
    }

    [Fact]
    public void WeightedChoice_AllZero_ChoosesNothing() => Assert.Equal(-1, new WeightedChoice([0, 0], 0).Next());
}
