using System.Net.WebSockets;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>WebSocket conversations with the echo backend.</summary>
internal static class WebSocketProbe
{
    /// <summary>Three times in a row within 30 s a text and a binary message come back.</summary>
    public static async Task ExpectEchoAsync(string address, byte[] text, byte[] binary)
    {
        var successes = 0;
        await Eventually.HoldsAsync($"WebSocket echo at {address}", TimeSpan.FromSeconds(30), async () =>
        {
            try
            {
                await EchoAsync(address, text, binary);
                successes++;
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or HttpRequestException)
            {
                successes = 0;
                return exception.Message;
            }

            return successes >= 3 ? null : "not three times in a row yet";
        });
    }

    private static async Task EchoAsync(string address, byte[] text, byte[] binary)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "ws://gateway/conformance");
        await socket.ConnectAsync(new Uri($"ws://{address}/ws"), timeout.Token);
        foreach (var (message, type) in new[] { (text, WebSocketMessageType.Text), (binary, WebSocketMessageType.Binary) })
        {
            await socket.SendAsync(message, type, endOfMessage: true, timeout.Token);
            var buffer = new byte[message.Length + 1];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            Assert.Equal(message, buffer[..received.Count]);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
    }
}
