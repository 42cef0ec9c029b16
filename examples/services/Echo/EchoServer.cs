using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Sluice.Examples.Services.Echo;

/// <summary>Answers every line of a TCP connection, and every UDP datagram, with itself behind a word that tells the version.</summary>
internal static class EchoServer
{
    private const int LongestDatagram = 65_507;

    /// <param name="address">Where to listen.</param>
    /// <param name="port">The port, the same for TCP and UDP.</param>
    /// <param name="prefix">The word.</param>
    public static async Task RunAsync(IPAddress address, int port, string prefix)
    {
        using var end = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            end.Cancel();
        });

        // Datagrams first: once a probe finds the TCP port, both are there.
        using var datagrams = new Socket(SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(address, port));
        using var connections = new TcpListener(address, port);
        connections.Start();
        try
        {
            await Task.WhenAll(DatagramsAsync(datagrams, prefix, end.Token), ConnectionsAsync(connections, prefix, end.Token));
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private static async Task DatagramsAsync(Socket socket, string prefix, CancellationToken end)
    {
        var word = Encoding.UTF8.GetBytes(prefix + " ");
        var buffer = new byte[word.Length + LongestDatagram];
        word.CopyTo(buffer, 0);
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer.AsMemory(word.Length), new IPEndPoint(IPAddress.Any, 0), end);
            await socket.SendToAsync(buffer.AsMemory(0, word.Length + received.ReceivedBytes), received.RemoteEndPoint, end);
        }
    }

    private static async Task ConnectionsAsync(TcpListener listener, string prefix, CancellationToken end)
    {
        while (true)
        {
            _ = AnswerAsync(await listener.AcceptTcpClientAsync(end), prefix, end);
        }
    }

    private static async Task AnswerAsync(TcpClient client, string prefix, CancellationToken end)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream());
                await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\n" };
                while (await reader.ReadLineAsync(end) is { } line)
                {
                    await writer.WriteLineAsync($"{prefix} {line}".AsMemory(), end);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client went away, or the server has to.
            }
        }
    }
}
