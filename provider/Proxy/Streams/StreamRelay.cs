using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace Sluice.Proxy.Streams;

/// <summary>
/// Relays bytes between two connections, both ways at once, until both sides have ended. The end of one direction is passed on as a
/// half-close, so that protocols which say "I am done, now you" work.
/// </summary>
internal sealed class StreamRelay(Stream first, Socket firstSocket, Stream second, Socket secondSocket)
{
    private const int FirstBufferBytes = 8 * 1024;
    private const int LargeBufferBytes = 64 * 1024;

    private long _lastActivity = Environment.TickCount64;
    private long _bytesFromFirst;
    private long _bytesFromSecond;

    /// <summary>Tick count of the last byte in either direction.</summary>
    public long LastActivity => Volatile.Read(ref _lastActivity);

    public long BytesFromFirst => Interlocked.Read(ref _bytesFromFirst);

    public long BytesFromSecond => Interlocked.Read(ref _bytesFromSecond);

    /// <param name="fromFirst">Bytes already read from the first connection.</param>
    /// <param name="fromSecond">Bytes already read from the second.</param>
    /// <returns>True where both directions ended cleanly.</returns>
    public async Task<bool> RunAsync(ReadOnlyMemory<byte> fromFirst, ReadOnlyMemory<byte> fromSecond)
    {
        var up = RunOneAsync(fromFirst, isUp: true);
        var down = RunOneAsync(fromSecond, isUp: false);
        return await up.ConfigureAwait(false) & await down.ConfigureAwait(false);
    }

    /// <summary>Closes both connections; the relay ends.</summary>
    public void Abort()
    {
        firstSocket.Dispose();
        secondSocket.Dispose();
    }

    private async Task<bool> RunOneAsync(ReadOnlyMemory<byte> prefix, bool isUp)
    {
        var (source, target, targetSocket) = isUp ? (first, second, secondSocket) : (second, first, firstSocket);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            if (!prefix.IsEmpty)
            {
                await target.WriteAsync(prefix).ConfigureAwait(false);
                Count(isUp, prefix.Length);
            }

            while (true)
            {
                var count = await source.ReadAsync(buffer).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                Count(isUp, count);
                await target.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);

                // Memory only for connections that move data.
                if (count == buffer.Length && count < LargeBufferBytes)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(LargeBufferBytes);
                }
            }

            if (target is SslStream tls)
            {
                await tls.ShutdownAsync().ConfigureAwait(false);
            }

            targetSocket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // A reset of one side is passed on as a reset, not as a clean end.
            Abort();
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Count(bool isUp, int count)
    {
        Volatile.Write(ref _lastActivity, Environment.TickCount64);
        Interlocked.Add(ref isUp ? ref _bytesFromFirst : ref _bytesFromSecond, count);
    }
}
