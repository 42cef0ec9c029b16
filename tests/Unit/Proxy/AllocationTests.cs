using System.Net;
using System.Net.Sockets;
using System.Text;
using Sluice.Proxy.Tests.Support;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

/// <summary>Allocation is the one performance number that is the same on every machine. Runs alone: the count is the process's.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Requests = 5_000;
    private const int BytesPerRequest = 48;

    [Fact]
    public async Task Http1_ForwardedRequest_StaysInItsBudget()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var backend = new Thread(() => Serve(listener)) { IsBackground = true };
        backend.Start();
        await using var proxy = await TestProxy.StartAsync(
            Simple((IPEndPoint)listener.LocalEndPoint!, rule => rule with
            {
                Filters = [new Routing.Model.RequestHeaderModifier(new Routing.Model.HeaderEdits { Set = [new("X-Set", "1")], Remove = ["Accept"] })],
            }),
            options => options with { AccessLogTarget = Stream.Null });
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(proxy.Address, 80);
        var request = Encoding.ASCII.GetBytes("GET /productpage?u=normal HTTP/1.1\r\nHost: bookinfo.example.com\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n");
        var buffer = new byte[4096];
        Ask(Requests);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Ask(Requests);
        var perRequest = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Requests;

        Assert.True(perRequest <= BytesPerRequest, $"{perRequest:F1} bytes per request; the budget is {BytesPerRequest}.");

        void Ask(int count)
        {
            for (var i = 0; i < count; i++)
            {
                client.Send(request);
                if (client.Receive(buffer) == 0)
                {
                    throw new EndOfStreamException();
                }
            }
        }
    }

    private static void Serve(Socket listener)
    {
        try
        {
            using var connection = listener.Accept();
            connection.NoDelay = true;
            var buffer = new byte[4096];
            var answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray();
            while (connection.Receive(buffer) > 0)
            {
                connection.Send(answer);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
