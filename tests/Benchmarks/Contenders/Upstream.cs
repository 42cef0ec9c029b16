using System.Net;
using System.Net.Sockets;

namespace Sluice.Benchmarks.Contenders;

/// <summary>The server behind all contenders, as cheap as can be: every empty line it reads is a request, and gets the same answer.</summary>
internal static class Upstream
{
    private const int MaxPipelined = 64;

    private static readonly byte[] Answer = MakeAnswer();

    public static async Task RunAsync(IPEndPoint address)
    {
        using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen(4096);
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[64 * 1024];
            try
            {
                for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
                {
                    var requests = buffer.AsSpan(0, count).Count("\r\n\r\n"u8);
                    for (; requests > 0; requests -= MaxPipelined)
                    {
                        await socket.SendAsync(Answer.AsMemory(0, Answer.Length / MaxPipelined * Math.Min(requests, MaxPipelined)));
                    }
                }
            }
            catch (SocketException)
            {
                // The proxy has gone.
            }
        }
    }

    private static byte[] MakeAnswer()
    {
        var one = System.Text.Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nServer: bench\r\nContent-Type: text/plain\r\nContent-Length: 128\r\n\r\n" + new string('x', 128));
        return [.. Enumerable.Repeat(one, MaxPipelined).SelectMany(bytes => bytes)];
    }
}
