using System.Buffers;
using System.Net.Sockets;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>Copies bytes between two connections until both directions have ended; ends and resets are passed on as they are.</summary>
internal static class TcpRelay
{
    private const int SmallBuffer = 8 * 1024;
    private const int LargeBuffer = 64 * 1024;

    public static async Task RunAsync(Socket client, Socket server)
    {
        bool[] clean = await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client)).ConfigureAwait(false);
        if (!clean[0] || !clean[1])
        {
            Reset(client);
            Reset(server);
        }
    }

    public static void Reset(Socket socket)
    {
        try
        {
            // Closing without lingering sends RST, so that the other side learns of the failure.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already gone.
        }

        socket.Dispose();
    }

    private static async Task<bool> CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
        try
        {
            while (true)
            {
                int read = await from.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                if (read == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return true;
                }

                int sent = 0;
                while (sent < read)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None).ConfigureAwait(false);
                }

                if (read == buffer.Length && buffer.Length < LargeBuffer)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other direction ends with it.
            Reset(from);
            Reset(to);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
