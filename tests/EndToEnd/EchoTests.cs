using System.Net;
using System.Net.Sockets;

namespace Sluice.EndToEnd.Tests;

/// <summary>The TCP and UDP example: connections and clients are counted by the version that answers them.</summary>
[Collection(nameof(ClusterFixture))]
public sealed class EchoTests(ClusterFixture cluster)
{
    private const int Clients = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Echo_SplitsConnectionsAndClientsByWeight()
    {
        var sluice = cluster.Sluice;
        using var project = ProgramFolder.Example("echo", "Echo");
        var folder = project.Path;
        await sluice.SucceedAsync(folder, "up", "--yes");
        var address = IPAddress.Parse((await sluice.RunAsync(folder, "stack", "output", "address")).Output.Trim());

        var connections = new List<string>();
        for (var i = 0; i < Clients; i++)
        {
            connections.Add(await ByTcpAsync(new IPEndPoint(address, 31400), $"line {i}"));
        }

        var datagrams = new List<string>();
        for (var i = 0; i < Clients; i++)
        {
            datagrams.Add(await ByUdpAsync(new IPEndPoint(address, 31401), $"line {i}"));
        }

        AssertSplit(connections, share: 0.2);
        AssertSplit(datagrams, share: 0.5);
        Assert.Contains("20 % to Service echo/echo-v2, port 9000", await sluice.SucceedAsync(folder, "explain", $"tcp://{address}:31400"), StringComparison.Ordinal);
        Assert.Contains("50 % to Service echo/echo-v2, port 9000", await sluice.SucceedAsync(folder, "explain", $"udp://{address}:31401"), StringComparison.Ordinal);
        await sluice.SucceedAsync(folder, "destroy", "--yes");
    }

    private static void AssertSplit(List<string> answers, double share)
    {
        Assert.All(answers.Select((answer, i) => (answer, i)), pair => Assert.Contains(pair.answer, new[] { $"one line {pair.i}", $"two line {pair.i}" }));
        Assert.InRange(answers.Count(answer => answer.StartsWith("two ", StringComparison.Ordinal)), Clients * (share - 0.05), Clients * (share + 0.05));
    }

    private static async Task<string> ByTcpAsync(IPEndPoint server, string line)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(server, limit.Token);
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\n" };
        await writer.WriteLineAsync(line.AsMemory(), limit.Token);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(limit.Token) ?? "";
    }

    private static async Task<string> ByUdpAsync(IPEndPoint server, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(server);
        await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), limit.Token);
        return System.Text.Encoding.UTF8.GetString((await client.ReceiveAsync(limit.Token)).Buffer);
    }
}
