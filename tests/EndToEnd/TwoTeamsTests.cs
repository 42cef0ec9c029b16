using System.Net;

namespace Sluice.EndToEnd.Tests;

/// <summary>Two stacks: the platform team owns the gateway, the app team its routes, its host and its certificate.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class TwoTeamsTests(ClusterFixture cluster)
{
    private readonly SluiceCommand _sluice = cluster.Sluice;

    [Fact]
    public async Task AppTeam_AttachesWhereItIsAllowed_AndIsToldWhereItIsNot()
    {
        using var platform = ProgramFolder.Example("platform-team", "PlatformTeam");
        using var app = ProgramFolder.Example("app-team", "AppTeam");

        // Without the platform team's stack there is nothing to attach to.
        var alone = await _sluice.RunAsync(app.Path, "up", "--yes");
        Assert.Equal(1, alone.ExitCode);
        Assert.Contains("platform-team/dev", alone.Output, StringComparison.Ordinal);

        await _sluice.SucceedAsync(platform.Path, "up", "--yes");
        var address = IPAddress.Parse((await _sluice.RunAsync(platform.Path, "stack", "output", "address")).Output.Trim());

        // A namespace without the label that the gateway asks for: the condition, and the cure.
        await _sluice.SucceedAsync(app.Path, "config", "set", "access", "none");
        var refused = await _sluice.RunAsync(app.Path, "up", "--yes");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("HTTPRoute shop/shop exists, but did not become ready: condition Accepted is False (NotAllowedByListeners)", refused.Output, StringComparison.Ordinal);
        Assert.Contains("admits routes of namespace shop; see its allowedRoutes.namespaces.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("cure: ", refused.Output, StringComparison.Ordinal);

        // With the label everything is reached, across three namespaces, in clear text and by the team's own certificate.
        await _sluice.SucceedAsync(app.Path, "config", "set", "access", "edge");
        await _sluice.SucceedAsync(app.Path, "up", "--yes");
        Assert.Equal(418, await StatusAsync(address, 80, "http://shop.example.com/status/418", null));
        var authority = (await _sluice.RunAsync(app.Path, "stack", "output", "caPath")).Output.Trim();
        Assert.Equal(418, await StatusAsync(address, 443, "https://shop.example.com/status/418", authority));

        await _sluice.SucceedAsync(app.Path, "destroy", "--yes");
        await _sluice.SucceedAsync(platform.Path, "destroy", "--yes");
    }

    private static async Task<int> StatusAsync(IPAddress address, int port, string url, string? authority)
    {
        using var client = PinnedClient.Create(new IPEndPoint(address, port), authority);
        using var response = await client.GetAsync(url);
        return (int)response.StatusCode;
    }
}
