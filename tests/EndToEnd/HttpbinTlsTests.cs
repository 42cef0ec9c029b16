using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests;

/// <summary>The TLS example: a teapot behind a certificate of our own.</summary>
public sealed class HttpbinTlsTests
{
    [Fact]
    public async Task HttpbinTls_UpTeapotDown()
    {
        await using var state = new StateFolder();
        var sluice = new SluiceCommand(state.Path);
        var folder = Path.Combine(BuildOutput.Root, "examples", "httpbin-tls");
        await sluice.SucceedAsync(folder, "up", "--yes");
        using var outputs = JsonDocument.Parse((await sluice.RunAsync(folder, "stack", "output", "--json")).Output);
        var address = IPEndPoint.Parse(outputs.RootElement.GetProperty("address").GetString() + ":443");
        using var client = PinnedClient.Create(address, outputs.RootElement.GetProperty("caPath").GetString()!);

        using var teapot = await client.GetAsync("https://httpbin.example.com/status/418");
        Assert.Equal(418, (int)teapot.StatusCode);
        Assert.Contains("-=[ teapot ]=-", await teapot.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("https://httpbin.example.com/delay/1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("https://httpbin.example.com/get")).StatusCode);

        // A name that no listener has ends the handshake.
        using var stranger = new TcpClient();
        await stranger.ConnectAsync(address);
        await using var tls = new SslStream(stranger.GetStream());
        var refused = await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync("other.example.com"));
        Assert.True(refused is IOException or AuthenticationException, $"the handshake ended with {refused?.Message ?? "success"}");

        // The certificates were made once.
        Assert.Matches(@"Resources:\s+\d+ unchanged\s", await sluice.SucceedAsync(folder, "up", "--yes"));
        await sluice.SucceedAsync(folder, "destroy", "--yes", "--stop-cluster");
        Assert.Empty(state.Processes());
    }
}
