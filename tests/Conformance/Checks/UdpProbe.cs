using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>Datagrams to a UDP echo backend, each from a socket of its own.</summary>
internal sealed class UdpProbe(string address)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    public UdpProbe OnPort(int port) => new($"{address[..address.LastIndexOf(':')]}:{port}");

    /// <summary>An answer within 60 s, from the service named if one is.</summary>
    public async Task ExpectAsync(string? service = null, string? ns = null) =>
        await Eventually.HoldsAsync($"A UDP answer at {address}", Limit, async () =>
        {
            try
            {
                var answer = await ExchangeAsync();
                return (service is null || (string?)answer["service"] == service) && (ns is null || (string?)answer["namespace"] == ns)
                    ? null
                    : $"answered by {answer["service"]} in {answer["namespace"]}";
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                return exception.Message;
            }
        });

    public async Task<JsonObject> ExchangeAsync() =>
        (JsonObject)JsonNode.Parse(await ExchangeAsync(Encoding.ASCII.GetBytes("gateway-api-conformance-udp-echo")))!;

    public async Task<byte[]> ExchangeAsync(byte[] datagram)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout);
        using var client = new UdpClient();
        client.Connect(IPEndPoint.Parse(address));
        await client.SendAsync(datagram, timeout.Token);
        return (await client.ReceiveAsync(timeout.Token)).Buffer;
    }
}
