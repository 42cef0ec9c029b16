using System.Buffers;
using System.Diagnostics;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Streams;
using Sluice.Proxy.Upstream;

namespace Sluice.Proxy.Http1;

internal enum ReplyStatus
{
    Received,
    Closed,
    Malformed,
}

/// <summary>The way of an answer from the backend to the client: its head with edits, then its body as it comes.</summary>
internal sealed class AnswerRelay(Http1Connection owner, ExchangeWatch watch, ProxyRuntime runtime)
{
    private readonly MessageHead _reply = new();
    private byte[] _buffer = [];
    private int _filled;
    private ReplyBody _body;
    private bool _surplus;
    private bool _dechunk;

    private ClientConnection Client => owner.Client;

    private ExchangeCounts Counts => owner.Counts;

    /// <summary>Where the answer of a backend is received.</summary>
    public Memory<byte> ReceiveBuffer => _buffer;

    /// <summary>What goes to the client next.</summary>
    public ReadOnlyMemory<byte> Piece { get; private set; }

    /// <summary>The client's connection ends after this answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>The head of the answer has been taken apart, and the rest is to be relayed.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Not a byte of an answer has come.</summary>
    public bool IsUntouched => _filled == 0 && !InterimSent;

    public bool InterimSent { get; private set; }

    public void Begin()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(ProxyDefaults.RelayBufferBytes);
        _filled = 0;
        HasBegun = false;
        InterimSent = false;
    }

    public void End()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>Forgets what an earlier attempt has received.</summary>
    public void Restart() => _filled = 0;

    /// <summary>
    /// Takes the first bytes of an answer. True: it is whole, the backend's connection has been given back, and <see cref="Piece"/> is
    /// all there is to write.
    /// </summary>
    public bool TryTakeWhole(UpstreamConnection connection, int count)
    {
        _filled = Math.Max(0, count);
        var scanned = 0;
        if (_filled == 0
            || HeadParser.ParseResponse(_buffer.AsSpan(0, _filled), ref scanned, _reply, runtime.Limits) != HeadStatus.Complete
            || _reply.Status < 200)
        {
            return false;
        }

        connection.Endpoint.NoteSuccess();
        NoteReply();
        Start();
        if (!_body.IsDone || _body.IsInvalid)
        {
            return false;
        }

        Release(connection, IsReusable);
        return true;
    }

    /// <summary>Reads the head of the answer, behind any interim ones.</summary>
    public async ValueTask<ReplyStatus> ReadHeadAsync(UpstreamConnection connection)
    {
        try
        {
            var scanned = 0;
            while (true)
            {
                var status = _filled == 0
                    ? HeadStatus.Incomplete
                    : HeadParser.ParseResponse(_buffer.AsSpan(0, _filled), ref scanned, _reply, runtime.Limits);
                if (status == HeadStatus.Complete)
                {
                    if (_reply.Status is >= 200 or 101)
                    {
                        NoteReply();
                        return _reply.Status == 101 && !owner.IsUpgrade ? ReplyStatus.Malformed : ReplyStatus.Received;
                    }

                    await PassInterimAsync().ConfigureAwait(false);
                    scanned = 0;
                    continue;
                }

                if (status != HeadStatus.Incomplete)
                {
                    return ReplyStatus.Malformed;
                }

                if (_filled == _buffer.Length)
                {
                    GrowBuffer();
                }

                var count = await connection.Stream.ReadAsync(_buffer.AsMemory(_filled)).ConfigureAwait(false);
                if (count == 0)
                {
                    return ReplyStatus.Closed;
                }

                _filled += count;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return ReplyStatus.Closed;
        }
    }

    /// <param name="connection">Where the answer comes from.</param>
    /// <param name="bodyUnwanted">The client still waits to be told to send its body; it will not be.</param>
    /// <returns>True where the answer has reached the client whole.</returns>
    public async ValueTask<bool> RelayAsync(UpstreamConnection connection, bool bodyUnwanted)
    {
        if (_reply.Status == 101)
        {
            await TunnelAsync(connection).ConfigureAwait(false);
            Closes = true;
            return false;
        }

        if (!HasBegun)
        {
            Start(bodyUnwanted);
        }

        while (true)
        {
            if (_body.IsInvalid)
            {
                Release(connection, reusable: false);
                return false;
            }

            // The connection is free for others before the client has its last bytes.
            if (_body.IsDone)
            {
                Release(connection, IsReusable);
                await watch.WriteClientAsync(Piece).ConfigureAwait(false);
                Client.Disarm();
                return true;
            }

            if (!Piece.IsEmpty)
            {
                await watch.WriteClientAsync(Piece).ConfigureAwait(false);
            }

            watch.ArmForUpstream();
            int count;
            try
            {
                count = await connection.Stream.ReadAsync(_buffer).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                count = -1;
            }

            if (count <= 0)
            {
                Release(connection, reusable: false);
                Counts.Flags = count == 0 && _body.Kind == BodyKind.UntilClose ? Counts.Flags : ResponseFlags.UpstreamTermination;
                return false;
            }

            var taken = _body.Take(_buffer.AsSpan(0, count));
            _surplus = taken < count;
            Counts.BytesSent += taken;
            if (_dechunk)
            {
                owner.Answer.Clear();
                _body.AppendTo(owner.Answer, _buffer.AsSpan(0, taken), _dechunk);
                Piece = owner.Answer.Written;
            }
            else
            {
                Piece = _buffer.AsMemory(0, taken);
            }
        }
    }

    private bool IsReusable => !_surplus && _reply.WantsKeepAlive && _body.Kind != BodyKind.UntilClose;

    /// <summary>Works out how the answer ends, and makes its head and what is here of its body the first piece.</summary>
    private void Start(bool bodyUnwanted = false)
    {
        HasBegun = true;
        var request = owner.Request;
        _body = new ReplyBody(_reply, owner.IsHeadRequest);
        _dechunk = _body.Kind == BodyKind.Chunked && request.MinorVersion == 0;
        Closes = !request.WantsKeepAlive || Client.IsDraining || _body.Kind == BodyKind.UntilClose || _dechunk || bodyUnwanted;
        var taken = _body.Take(_buffer.AsSpan(_reply.Length, _filled - _reply.Length));
        _surplus = _reply.Length + taken < _filled;
        if (!_dechunk && ResponseWriter.PassesUnchanged(_reply, owner.Decision, Closes, request.MinorVersion))
        {
            Piece = _buffer.AsMemory(0, _reply.Length + taken);
        }
        else
        {
            ResponseWriter.Write(owner.Answer, _buffer.AsSpan(0, _reply.Length), _reply, owner.Decision, Closes, request.MinorVersion, _dechunk);
            _body.AppendTo(owner.Answer, _buffer.AsSpan(_reply.Length, taken), _dechunk);
            Piece = owner.Answer.Written;
        }

        Counts.BytesSent = taken;
    }

    private async ValueTask TunnelAsync(UpstreamConnection connection)
    {
        Client.Disarm();
        ResponseWriter.Write(owner.Answer, _buffer.AsSpan(0, _reply.Length), _reply, owner.Decision, close: false, clientMinorVersion: 1, dechunk: false);
        await watch.WriteClientAsync(owner.Answer.Written).ConfigureAwait(false);
        Client.Disarm();
        var relay = new StreamRelay(Client.Stream, Client.Socket, connection.Stream, connection.Socket);
        watch.Tunnel = relay;
        try
        {
            await relay.RunAsync(owner.Behind.ToArray(), _buffer.AsMemory(_reply.Length, _filled - _reply.Length)).ConfigureAwait(false);
            Counts.BytesReceived = relay.BytesFromFirst;
            Counts.BytesSent = relay.BytesFromSecond;
        }
        finally
        {
            watch.Tunnel = null;
            watch.Upstream = null;
            connection.Dispose();
        }
    }

    private void Release(UpstreamConnection connection, bool reusable)
    {
        // Disarmed first: a deadline that fires now must not hit a connection somebody else has taken from the pool.
        var intact = Client.Disarm();
        watch.Upstream = null;
        if (reusable && intact && watch.Pump is not { IsDone: false })
        {
            connection.Endpoint.Return(connection);
        }
        else
        {
            connection.Dispose();
        }
    }

    private void NoteReply()
    {
        Counts.Status = _reply.Status;
        Counts.UpstreamMilliseconds = (long)Stopwatch.GetElapsedTime(owner.StartedAt).TotalMilliseconds;
    }

    private async ValueTask PassInterimAsync()
    {
        if (owner.Request.MinorVersion == 1)
        {
            InterimSent = true;
            await watch.WriteClientAsync(_buffer.AsMemory(0, _reply.Length)).ConfigureAwait(false);
        }

        _buffer.AsSpan(_reply.Length, _filled - _reply.Length).CopyTo(_buffer);
        _filled -= _reply.Length;
    }

    private void GrowBuffer()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
