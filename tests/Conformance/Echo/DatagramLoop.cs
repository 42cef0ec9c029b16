using System.Net;
using System.Net.Sockets;

namespace Sluice.Conformance.Echo;

/// <summary>Answers datagrams one by one until stopped.</summary>
internal static class DatagramLoop
{
    public delegate byte[] Answer(ReadOnlySpan<byte> request);

    public static async Task RunAsync(IPEndPoint endpoint, Answer answer, CancellationToken stop)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        var buffer = new byte[1024];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop);
                await socket.SendToAsync(answer(buffer.AsSpan(0, received.ReceivedBytes)), SocketFlags.None, received.RemoteEndPoint, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The pod is being ended.
        }
    }
}
