using Bookinfo;
using HttpbinTls;
using Platform;
using Sluice.Testing;

namespace Sluice.Tests.Examples;

/// <summary>The example programs, unchanged, as manifests.</summary>
public sealed class ExampleSnapshots
{
    [Fact]
    public async Task Bookinfo_IsTheShopItsGatewayAndTheCanary()
    {
        var manifests = await Manifests.FromStackAsync<BookinfoStack>(new() { Project = "bookinfo", Stack = "dev", Config = { ["reviewsCanaryWeight"] = "10" } });
        Assert.Empty(manifests.Problems());
        await Verify(manifests.ToString(), "yaml");
    }

    [Fact]
    public async Task Bookinfo_OtherWeight_ChangesTwoNumbersOfOneObject()
    {
        var before = await Bookinfo(10);
        var after = await Bookinfo(50);

        var changed = after.Where((manifest, index) => manifest.ToString() != before[index].ToString()).ToList();
        var route = Assert.Single(changed);
        Assert.Equal(("HTTPRoute", "reviews"), (route.Kind, route.Name));
        Assert.Equal(
            before.Get("HTTPRoute", "reviews").ToString().Replace("weight: 10", "weight: 50", StringComparison.Ordinal).Replace("weight: 90", "weight: 50", StringComparison.Ordinal),
            route.ToString());
    }

    [Fact]
    public async Task Bookinfo_WithoutItsWeight_SaysWhichCommandSetsIt()
    {
        var problem = await Assert.ThrowsAnyAsync<Exception>(() => Manifests.FromStackAsync<BookinfoStack>(new() { Project = "bookinfo" }));
        Assert.Contains("pulumi config set bookinfo:reviewsCanaryWeight <value>", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpbinTls_IsHttpbinBehindItsCertificate()
    {
        var manifests = await Manifests.FromStackAsync<HttpbinTlsStack>(new() { Project = "httpbin-tls", Stack = "dev" });
        Assert.Empty(manifests.Problems());
        await Verify(manifests.ToString(), "yaml");
    }

    [Fact]
    public async Task Platform_IsTheControllerAlone()
    {
        var manifests = await Manifests.FromStackAsync<PlatformStack>(new() { Project = "sluice-platform", Stack = "dev", Config = { ["replicas"] = "1" } });
        Assert.Equal(1, (long)manifests.Get("Deployment", "sluice-control").ToJson()["spec"]!["replicas"]!);
        Assert.Equal("ghcr.io/sluice-dev/gateway:0.1.0", (string?)manifests.Get("Deployment", "sluice-control").ToJson()["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    private static Task<StackManifests> Bookinfo(int weight) => Manifests.FromStackAsync<BookinfoStack>(
        new() { Project = "bookinfo", Stack = "dev", Config = { ["reviewsCanaryWeight"] = weight.ToString(System.Globalization.CultureInfo.InvariantCulture) } });
}
