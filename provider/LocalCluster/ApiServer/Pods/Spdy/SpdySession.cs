using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Sluice.LocalCluster.ApiServer.Pods.Spdy;

/// <summary>
/// The server's end of SPDY/3.1 as Kubernetes clients speak it for exec and port-forward: streams that the client opens, without flow
/// control, which neither end of theirs has.
/// </summary>
internal sealed class SpdySession(Stream transport) : IDisposable
{
    private const int FrameHeader = 8;
    private const int MaxFrame = 16 * 1024 * 1024;
    private const ushort Version = 3;
    private const byte Last = 1;
    private const int SynStreamFixed = 10;

    private readonly SpdyHeaders _headers = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<uint, SpdyStream> _streams = new();
    private readonly Channel<SpdyStream> _opened = Channel.CreateUnbounded<SpdyStream>();

    private enum ControlType : ushort
    {
        SynStream = 1,
        SynReply = 2,
        RstStream = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        Headers = 8,
    }

    /// <summary>Streams in the order in which the client opened them; completes when the connection ends.</summary>
    public ChannelReader<SpdyStream> Opened => _opened.Reader;

    /// <summary>Reads frames until the client has gone.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            var head = new byte[FrameHeader];
            while (await transport.ReadAtLeastAsync(head, FrameHeader, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) == FrameHeader)
            {
                int length = (head[5] << 16) | (head[6] << 8) | head[7];
                if (length > MaxFrame)
                {
                    return;
                }

                var body = new byte[length];
                await transport.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
                bool going = (head[0] & 0x80) == 0
                    ? await TakeDataAsync(BinaryPrimitives.ReadUInt32BigEndian(head), head[4], body, cancellation).ConfigureAwait(false)
                    : await TakeControlAsync((ControlType)BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)), head[4], body, cancellation).ConfigureAwait(false);
                if (!going)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException or System.Net.WebSockets.WebSocketException)
        {
            // The client has gone, or speaks something else.
        }
        finally
        {
            _opened.Writer.TryComplete();
            foreach (SpdyStream stream in _streams.Values)
            {
                stream.Close();
            }

            _streams.Clear();
        }
    }

    public async ValueTask SendDataAsync(uint id, ReadOnlyMemory<byte> data, bool last, CancellationToken cancellation)
    {
        var frame = new byte[FrameHeader + data.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, id);
        WriteLength(frame, data.Length, last ? Last : (byte)0);
        data.CopyTo(frame.AsMemory(FrameHeader));
        await SendAsync(frame, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _headers.Dispose();
        _sending.Dispose();
    }

    private async ValueTask<bool> TakeDataAsync(uint id, byte flags, byte[] body, CancellationToken cancellation)
    {
        if (_streams.TryGetValue(id, out SpdyStream? stream))
        {
            await stream.ReceiveAsync(body, cancellation).ConfigureAwait(false);
            CloseIfLast(stream, flags);
        }

        return true;
    }

    private async ValueTask<bool> TakeControlAsync(ControlType type, byte flags, byte[] body, CancellationToken cancellation)
    {
        switch (type)
        {
            case ControlType.SynStream when body.Length >= SynStreamFixed:
                uint id = BinaryPrimitives.ReadUInt32BigEndian(body) & int.MaxValue;
                var stream = new SpdyStream(this, id, _headers.Read(body.AsSpan(SynStreamFixed)));
                _streams[id] = stream;
                CloseIfLast(stream, flags);
                await ReplyAsync(id, cancellation).ConfigureAwait(false);
                _opened.Writer.TryWrite(stream);
                return true;
            case ControlType.RstStream when body.Length >= sizeof(uint):
                if (_streams.TryRemove(BinaryPrimitives.ReadUInt32BigEndian(body) & int.MaxValue, out SpdyStream? reset))
                {
                    reset.Close();
                }

                return true;
            case ControlType.Headers when body.Length >= sizeof(uint):
                // Of no use here, but part of the stream of compressed blocks.
                _headers.Read(body.AsSpan(sizeof(uint)));
                return true;
            case ControlType.Ping:
                await SendControlAsync(ControlType.Ping, body, cancellation).ConfigureAwait(false);
                return true;
            case ControlType.GoAway:
                return false;
            default:
                return true;
        }
    }

    private void CloseIfLast(SpdyStream stream, byte flags)
    {
        if ((flags & Last) != 0)
        {
            stream.Close();
            _streams.TryRemove(stream.Id, out _);
        }
    }

    private async ValueTask ReplyAsync(uint id, CancellationToken cancellation)
    {
        var number = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, id);
        await SendControlAsync(ControlType.SynReply, [.. number, .. _headers.Write(new Dictionary<string, string>())], cancellation).ConfigureAwait(false);
    }

    private ValueTask SendControlAsync(ControlType type, byte[] body, CancellationToken cancellation)
    {
        var frame = new byte[FrameHeader + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, 0x8000 | Version);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)type);
        WriteLength(frame, body.Length, 0);
        body.CopyTo(frame, FrameHeader);
        return SendAsync(frame, cancellation);
    }

    private static void WriteLength(byte[] frame, int length, byte flags)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), length);
        frame[4] = flags;
    }

    private async ValueTask SendAsync(byte[] frame, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await transport.WriteAsync(frame, cancellation).ConfigureAwait(false);
            await transport.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
