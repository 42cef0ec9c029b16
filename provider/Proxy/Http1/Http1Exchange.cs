using System.Buffers;
using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Streams;
using Sluice.Proxy.Upstream;

namespace Sluice.Proxy.Http1;

/// <summary>
/// One request's way to a backend and back: (1) take what has arrived of the body, (2) pick an endpoint and a connection, (3) send,
/// (4) read the head of the answer, (5) relay the answer, (6) give the connection back. Reused for all requests of a connection.
/// </summary>
/// <remarks>
/// A failure is repeated only where that is safe: a connection that could not be opened (on another endpoint), and a pooled connection
/// that turns out to be closed before a byte of the answer (on a new one), for requests that may be sent twice and are at hand whole.
/// </remarks>
internal sealed class Http1Exchange(Http1Connection owner, ProxyRuntime runtime)
{
    private const long ClientCheckMilliseconds = 1000;
    private static readonly SslApplicationProtocol[] Alpn = [SslApplicationProtocol.Http11];

    private readonly MessageHead _reply = new();
    private volatile UpstreamConnection? _upstream;
    private volatile RequestBodyPump? _pump;
    private volatile StreamRelay? _tunnel;
    private volatile bool _writing;
    private volatile bool _clientGone;
    private byte[] _buffer = [];
    private int _filled;
    private Task<PumpResult>? _pumping;
    private long _deadline;
    private long _nextClientCheck;
    private bool _interimSent;

    private ClientConnection Client => owner.Client;

    private ExchangeCounts Counts => owner.Counts;

    /// <summary>Returns whether the client's connection can go on.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync()
    {
        var backend = owner.Decision.Backend!;
        var view = owner.Decision.View;
        if (!backend.TryEnter(view))
        {
            return await FailAsync(503, ResponseFlags.UpstreamOverflow).ConfigureAwait(false);
        }

        _buffer = ArrayPool<byte>.Shared.Rent(ProxyDefaults.RelayBufferBytes);
        try
        {
            Prepare();

            // Step 1: the body, as far as it is here.
            if (!TakeBufferedBody(out var pump))
            {
                return await FailAsync(400, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false);
            }

            if (Counts.BytesReceived > (runtime.Limits.BodyBytes ?? long.MaxValue))
            {
                return await FailAsync(413, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false);
            }

            ulong tried = 0;
            UpstreamEndpoint? again = null;
            while (true)
            {
                // Step 2: an endpoint and a connection to it.
                var endpoint = again ?? UpstreamBackend.Pick(view, ref tried);
                if (endpoint is null)
                {
                    var flags = tried == 0 ? ResponseFlags.NoHealthyUpstream : ResponseFlags.UpstreamConnectFailure;
                    return await FailAsync(503, flags).ConfigureAwait(false);
                }

                endpoint.Enter();
                Counts.Endpoint = endpoint;
                try
                {
                    var connection = again is null ? RentQuiet(endpoint, owner.IsIdempotent && pump is null) : null;
                    var reused = connection is not null;
                    connection ??= await ConnectAsync(view, endpoint).ConfigureAwait(false);
                    if (connection is null)
                    {
                        if (TimedOut())
                        {
                            return await FailAsync(504, ResponseFlags.UpstreamTimeout).ConfigureAwait(false);
                        }

                        again = null;
                        continue;
                    }

                    // Steps 3 and 4.
                    var outcome = await AskAsync(connection, pump).ConfigureAwait(false);
                    if (outcome == ReplyStatus.Received)
                    {
                        endpoint.NoteSuccess();

                        // Steps 5 and 6.
                        return await RelayAsync(connection).ConfigureAwait(false);
                    }

                    _upstream = null;
                    connection.Dispose();
                    if (reused && outcome == ReplyStatus.Closed && _filled == 0 && !_interimSent && owner.IsIdempotent && pump is null && !_clientGone)
                    {
                        again = endpoint;
                        continue;
                    }

                    return await FailExchangeAsync(view, endpoint, outcome).ConfigureAwait(false);
                }
                finally
                {
                    endpoint.Leave();
                }
            }
        }
        finally
        {
            backend.Leave(view);
            _pump = null;
            _pumping = null;
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>On the sweeper's thread, see <see cref="ConnectionEngine.OnDeadline"/>.</summary>
    public void OnDeadline()
    {
        if (_writing)
        {
            Client.Abort();
        }
        else
        {
            Abort();
        }
    }

    public void OnSweep(long now)
    {
        if (_tunnel is { } tunnel)
        {
            if (now - tunnel.LastActivity > runtime.Limits.StreamIdleTimeout.TotalMilliseconds)
            {
                Client.Abort();
            }

            return;
        }

        if (_pump is { WaitingSince: > 0 and var since } && now - since > runtime.Limits.BodyTimeout.TotalMilliseconds)
        {
            Client.Abort();
            return;
        }

        // A client that has gone away is noticed without a read of its own: its socket is readable and holds nothing.
        if (_pump is null && !_writing && _upstream is not null && now >= Volatile.Read(ref _nextClientCheck))
        {
            Volatile.Write(ref _nextClientCheck, now + ClientCheckMilliseconds);
            if (Client.HasGone())
            {
                _clientGone = true;
                Abort();
            }
        }
    }

    /// <summary>Closes the backend's side.</summary>
    public void Abort()
    {
        _upstream?.Dispose();
        _tunnel?.Abort();
    }

    private void Prepare()
    {
        var config = owner.Decision.Rule!.Config;
        var now = Environment.TickCount64;
        var limit = Shorter(config.RequestTimeout, config.BackendRequestTimeout);
        _deadline = limit is null ? long.MaxValue : now + Math.Max(1, (long)limit.Value.TotalMilliseconds);
        _filled = 0;
        _interimSent = false;
        _clientGone = false;
        Volatile.Write(ref _nextClientCheck, now + ClientCheckMilliseconds);
    }

    private static TimeSpan? Shorter(TimeSpan? x, TimeSpan? y)
    {
        x = x > TimeSpan.Zero ? x : null;
        y = y > TimeSpan.Zero ? y : null;
        return x is null || y < x ? y : x;
    }

    // False: the part of the body that is here is malformed.
    private bool TakeBufferedBody(out RequestBodyPump? pump)
    {
        pump = null;
        var request = owner.Request;
        var behind = owner.Behind;
        if (!request.Chunked)
        {
            var here = (int)Math.Min(Math.Max(0, request.ContentLength), behind.Length);
            TakeBehind(behind[..here]);
            if (request.ContentLength > here)
            {
                pump = NewPump(chunked: false, request.ContentLength - here, default);
            }

            return true;
        }

        var scanner = default(ChunkedScanner);
        var consumed = scanner.Consume(behind);
        if (scanner.IsInvalid)
        {
            return false;
        }

        TakeBehind(behind[..consumed]);
        if (!scanner.IsDone)
        {
            pump = NewPump(chunked: true, 0, scanner);
        }

        return true;
    }

    private void TakeBehind(ReadOnlySpan<byte> body)
    {
        owner.Outgoing.Write(body);
        owner.Consume(body.Length);
        Counts.BytesReceived = body.Length;
    }

    private RequestBodyPump NewPump(bool chunked, long remaining, ChunkedScanner scanner) =>
        new(Client.Stream, new LateStream(this), chunked, remaining, scanner, runtime.Limits.BodyBytes ?? long.MaxValue);

    private static UpstreamConnection? RentQuiet(UpstreamEndpoint endpoint, bool repeatable)
    {
        while (endpoint.TryRent(out var connection))
        {
            // A request that can be repeated saves the system call; others must not meet a connection that is closed already.
            if (repeatable || connection.IsQuiet())
            {
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    private async ValueTask<UpstreamConnection?> ConnectAsync(BackendView view, UpstreamEndpoint endpoint)
    {
        var left = _deadline == long.MaxValue ? runtime.Limits.ConnectTimeout : TimeSpan.FromMilliseconds(Math.Max(1, _deadline - Environment.TickCount64));
        try
        {
            var connection = await endpoint.ConnectAsync(left < runtime.Limits.ConnectTimeout ? left : runtime.Limits.ConnectTimeout, Alpn, default).ConfigureAwait(false);
            runtime.Metrics.UpstreamConnected();
            return connection;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            runtime.Metrics.ConnectFailed();
            UpstreamBackend.NoteFailure(view, endpoint, connecting: true);
            return null;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReplyStatus> AskAsync(UpstreamConnection connection, RequestBodyPump? pump)
    {
        _upstream = connection;
        _filled = 0;
        ArmForUpstream();
        try
        {
            // Step 3: head and what is here of the body go out in one piece; the rest is pumped beside the answer.
            await connection.Stream.WriteAsync(owner.Outgoing.Written).ConfigureAwait(false);
            if (pump is not null && _pumping is null)
            {
                _pump = pump;
                _pumping = pump.RunAsync(Abort);
            }

            // Step 4: the head of the answer, behind any interim ones.
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
                        Counts.UpstreamMilliseconds = (long)Stopwatch.GetElapsedTime(owner.StartedAt).TotalMilliseconds;
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

    private async ValueTask PassInterimAsync()
    {
        if (owner.Request.MinorVersion == 1)
        {
            _interimSent = true;
            await WriteClientAsync(_buffer.AsMemory(0, _reply.Length)).ConfigureAwait(false);
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

    // Step 5.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> RelayAsync(UpstreamConnection connection)
    {
        var request = owner.Request;
        Counts.Status = _reply.Status;
        if (_reply.Status == 101)
        {
            return await TunnelAsync(connection).ConfigureAwait(false);
        }

        var body = new ReplyBody(_reply, owner.IsHeadRequest);
        var dechunk = body.Kind == BodyKind.Chunked && request.MinorVersion == 0;
        var bodyUnwanted = _pumping is { IsCompleted: false } && request.ExpectsContinue;
        var close = !request.WantsKeepAlive || Client.IsDraining || body.Kind == BodyKind.UntilClose || dechunk || bodyUnwanted;
        var taken = body.Take(_buffer.AsSpan(_reply.Length, _filled - _reply.Length));
        var surplus = _reply.Length + taken < _filled;
        ReadOnlyMemory<byte> piece;
        if (!dechunk && ResponseWriter.PassesUnchanged(_reply, owner.Decision, close, request.MinorVersion))
        {
            piece = _buffer.AsMemory(0, _reply.Length + taken);
        }
        else
        {
            ResponseWriter.Write(owner.Answer, _buffer.AsSpan(0, _reply.Length), _reply, owner.Decision, close, request.MinorVersion, dechunk);
            body.AppendTo(owner.Answer, _buffer.AsSpan(_reply.Length, taken), dechunk);
            piece = owner.Answer.Written;
        }

        Counts.BytesSent = taken;
        while (true)
        {
            if (body.IsInvalid)
            {
                Release(connection, reusable: false);
                return false;
            }

            // Step 6: the connection is free for others before the client has its last bytes.
            if (body.IsDone)
            {
                Release(connection, !surplus && _reply.WantsKeepAlive && body.Kind != BodyKind.UntilClose);
                await WriteClientAsync(piece).ConfigureAwait(false);
                Client.Disarm();
                return await FinishRequestBodyAsync().ConfigureAwait(false) && !close;
            }

            if (!piece.IsEmpty)
            {
                await WriteClientAsync(piece).ConfigureAwait(false);
            }

            ArmForUpstream();
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
                Counts.Flags = count == 0 && body.Kind == BodyKind.UntilClose ? Counts.Flags : ResponseFlags.UpstreamTermination;
                return false;
            }

            taken = body.Take(_buffer.AsSpan(0, count));
            surplus = taken < count;
            Counts.BytesSent += taken;
            if (dechunk)
            {
                owner.Answer.Clear();
                body.AppendTo(owner.Answer, _buffer.AsSpan(0, taken), dechunk);
                piece = owner.Answer.Written;
            }
            else
            {
                piece = _buffer.AsMemory(0, taken);
            }
        }
    }

    private async ValueTask<bool> TunnelAsync(UpstreamConnection connection)
    {
        Client.Disarm();
        ResponseWriter.Write(owner.Answer, _buffer.AsSpan(0, _reply.Length), _reply, owner.Decision, close: false, clientMinorVersion: 1, dechunk: false);
        await WriteClientAsync(owner.Answer.Written).ConfigureAwait(false);
        Client.Disarm();
        var relay = new StreamRelay(Client.Stream, Client.Socket, connection.Stream, connection.Socket);
        _tunnel = relay;
        try
        {
            await relay.RunAsync(owner.Behind.ToArray(), _buffer.AsMemory(_reply.Length, _filled - _reply.Length)).ConfigureAwait(false);
            Counts.BytesReceived = relay.BytesFromFirst;
            Counts.BytesSent = relay.BytesFromSecond;
        }
        finally
        {
            _tunnel = null;
            _upstream = null;
            connection.Dispose();
        }

        return false;
    }

    private void Release(UpstreamConnection connection, bool reusable)
    {
        // Disarmed first: a deadline that fires now must not hit a connection somebody else has taken from the pool.
        var intact = Client.Disarm();
        _upstream = null;
        if (reusable && intact && _pumping is not { IsCompleted: false })
        {
            connection.Endpoint.Return(connection);
        }
        else
        {
            connection.Dispose();
        }
    }

    private async ValueTask<bool> FinishRequestBodyAsync()
    {
        if (_pumping is null)
        {
            return true;
        }

        var pump = _pump!;
        if (!_pumping.IsCompleted)
        {
            // The backend answered without reading everything. What is still coming is thrown away for a while, see LingerAsync.
            pump.Discard();
            Client.Socket.Shutdown(SocketShutdown.Send);
            Client.Arm(ProxyDefaults.LingerTime);
            _writing = true;
            await _pumping.ConfigureAwait(false);
            _writing = false;
            return false;
        }

        var result = await _pumping.ConfigureAwait(false);
        Counts.BytesReceived += pump.BytesReceived;
        owner.PutBack(pump.OverRead);
        return result == PumpResult.Done;
    }

    private async ValueTask<bool> FailExchangeAsync(BackendView view, UpstreamEndpoint endpoint, ReplyStatus outcome)
    {
        if (_pump?.Failure is { } failure)
        {
            return failure switch
            {
                PumpResult.TooLarge => await FailAsync(413, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false),
                PumpResult.Malformed => await FailAsync(400, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false),
                _ => ClientHasGone(),
            };
        }

        if (_clientGone)
        {
            return ClientHasGone();
        }

        UpstreamBackend.NoteFailure(view, endpoint, connecting: false);
        if (TimedOut())
        {
            return await FailAsync(504, ResponseFlags.UpstreamTimeout).ConfigureAwait(false);
        }

        var flags = outcome == ReplyStatus.Malformed ? ResponseFlags.UpstreamProtocolError : ResponseFlags.UpstreamTermination;
        return await FailAsync(502, flags).ConfigureAwait(false);
    }

    private bool ClientHasGone()
    {
        // 499 is what logs of other proxies show; nobody receives it.
        Counts.Status = 499;
        Counts.Flags = ResponseFlags.DownstreamGone;
        return false;
    }

    private async ValueTask<bool> FailAsync(int status, string flags)
    {
        Client.Disarm();
        owner.Decision.Cors = owner.Decision.Cors.IsDefault ? [] : owner.Decision.Cors;
        owner.Decision.Status = status;
        owner.Decision.Flags = flags;
        if (_pumping is null)
        {
            return await owner.AnswerAsync().ConfigureAwait(false);
        }

        // The body is being pumped: answer, and end the connection.
        Counts.Status = status;
        Counts.Flags = flags;
        Counts.BytesSent = ResponseWriter.WriteLocal(owner.Answer, owner.Decision, close: true, owner.IsHeadRequest, owner.Request.MinorVersion);
        await WriteClientAsync(owner.Answer.Written).ConfigureAwait(false);
        await FinishRequestBodyAsync().ConfigureAwait(false);
        return false;
    }

    private bool TimedOut() => !Client.Disarm() || Environment.TickCount64 >= _deadline;

    private void ArmForUpstream() =>
        Client.ArmAt(Math.Min(_deadline, Environment.TickCount64 + (long)runtime.Limits.UpstreamResponseTimeout.TotalMilliseconds));

    // Mostly the socket takes everything at once, and no deadline is needed.
    private ValueTask WriteClientAsync(ReadOnlyMemory<byte> bytes)
    {
        var write = Client.Stream.WriteAsync(bytes);
        return write.IsCompletedSuccessfully ? write : AwaitWriteAsync(write);
    }

    private async ValueTask AwaitWriteAsync(ValueTask write)
    {
        _writing = true;
        Client.Arm(runtime.Limits.BodyTimeout);
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            _writing = false;
        }
    }

    private enum ReplyStatus
    {
        Received,
        Closed,
        Malformed,
    }

    /// <summary>Writes to the backend connection of the moment: the pump is made before one has been chosen.</summary>
    private sealed class LateStream(Http1Exchange exchange) : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            exchange._upstream is { } upstream
                ? upstream.Stream.WriteAsync(buffer, cancellationToken)
                : ValueTask.FromException(new IOException("The backend has answered already."));
    }
}
