using System.Buffers;

namespace Sluice.Proxy.Http1;

internal enum PumpResult
{
    Done,
    ClientGone,
    Malformed,
    TooLarge,
}

/// <summary>
/// Carries the rest of a request body from the client to the backend while the answer may already be on its way back. The bytes go
/// through as they are, chunked coding included; only the end is looked for.
/// </summary>
internal sealed class RequestBodyPump(Stream client, Stream upstream, bool chunked, long remaining, ChunkedScanner scanner, long limit)
{
    private ChunkedScanner _scanner = scanner;
    private long _remaining = remaining;
    private long _waitingSince;
    private volatile bool _discarding;
    private volatile bool _done;

    /// <summary>Bytes received behind the end of the body.</summary>
    public byte[]? OverRead { get; private set; }

    public long BytesReceived { get; private set; }

    /// <summary>The body has ended, one way or the other.</summary>
    public bool IsDone => _done;

    /// <summary>Why the body could not be completed; set before anybody is told.</summary>
    public PumpResult? Failure { get; private set; }

    /// <summary>Tick count since when the client owes bytes; 0 while it does not.</summary>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    /// <summary>From now on bytes are read and thrown away: the backend does not want them any more.</summary>
    public void Discard() => _discarding = true;

    /// <param name="onFailure">Called when the body cannot be completed, so that nobody waits for the backend's answer in vain.</param>
    public async Task<PumpResult> RunAsync(Action onFailure)
    {
        var result = await CopyAsync().ConfigureAwait(false);
        Failure = result == PumpResult.Done ? null : result;
        _done = true;
        if (result != PumpResult.Done)
        {
            onFailure();
        }

        return result;
    }

    private async Task<PumpResult> CopyAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ProxyDefaults.RelayBufferBytes);
        try
        {
            while (chunked ? !_scanner.IsDone : _remaining > 0)
            {
                var room = chunked ? buffer.Length : (int)Math.Min(buffer.Length, _remaining);
                int count;
                try
                {
                    Volatile.Write(ref _waitingSince, Environment.TickCount64);
                    count = await client.ReadAsync(buffer.AsMemory(0, room)).ConfigureAwait(false);
                    Volatile.Write(ref _waitingSince, 0);
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    return PumpResult.ClientGone;
                }

                if (count == 0)
                {
                    return PumpResult.ClientGone;
                }

                var body = count;
                if (chunked)
                {
                    body = _scanner.Consume(buffer.AsSpan(0, count));
                    if (_scanner.IsInvalid)
                    {
                        return PumpResult.Malformed;
                    }

                    OverRead = body < count ? buffer.AsSpan(body, count - body).ToArray() : null;
                }
                else
                {
                    _remaining -= count;
                }

                BytesReceived += body;
                if (BytesReceived > limit)
                {
                    return PumpResult.TooLarge;
                }

                await ForwardAsync(buffer.AsMemory(0, body)).ConfigureAwait(false);
            }

            return PumpResult.Done;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask ForwardAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_discarding)
        {
            return;
        }

        try
        {
            await upstream.WriteAsync(bytes).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The backend may have answered already and closed its side; its answer is what counts.
            _discarding = true;
        }
    }
}
