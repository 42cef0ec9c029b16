using System.Net;

namespace Sluice.EndToEnd.Tests;

/// <summary>Components made by the plugin's process, which is how programs in other languages use them.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class RemoteComponentTests(ClusterFixture cluster)
{
    [Fact]
    public async Task SharedGateway_MadeByThePlugin_Serves()
    {
        var sluice = cluster.Sluice;
        using var project = ProgramFolder.Case("remote", "remote", ("port", "0"));

        // The plugin's own checks come through, before anything is applied.
        var refused = await sluice.RunAsync(project.Path, "up", "--yes");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("listeners[0].port: 0 is out of range. Use a port from 1 to 65535.", refused.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(cluster.StateFile("remote")));

        await sluice.SucceedAsync(project.Path, "config", "set", "port", "8082");
        var up = await sluice.SucceedAsync(project.Path, "up", "--yes");
        Assert.Matches(@"\+ 4 created", up);
        var address = (await sluice.RunAsync(project.Path, "stack", "output", "address")).Output.Trim();
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"http://{address}:8082/")).StatusCode);

        Assert.Matches(@"Resources:\s+4 unchanged\s", await sluice.SucceedAsync(project.Path, "up", "--yes"));
        Assert.Matches("- 4 deleted", await sluice.SucceedAsync(project.Path, "destroy", "--yes"));
    }
}
