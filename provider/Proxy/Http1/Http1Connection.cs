using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Routing.Matching;

namespace Sluice.Proxy.Http1;

internal enum Http1Result
{
    Closed,

    /// <summary>The next request needs the full HTTP stack; its bytes are in <see cref="Http1Connection.Unread"/>.</summary>
    HandOver,
}

/// <summary>
/// The HTTP/1.1 engine on one client connection. For every request: (1) receive a head, (2) parse and frame it, (3) decide by the route
/// table, (4) answer, exchange with a backend, or hand over, (5) log, and (6) go on or close. Nothing is allocated per request.
/// </summary>
internal sealed class Http1Connection : ConnectionEngine, IDisposable
{
    private readonly ProxyRuntime _runtime;
    private readonly Http1Exchange _exchange;
    private readonly RequestLog _log;
    private readonly byte[] _host = new byte[Hostnames.MaxLength];
    private byte[] _buffer;
    private int _start;
    private int _end;
    private int _scanned;
    private volatile Phase _phase;
    private ServingState? _portState;
    private CompiledPort? _port;
    private string? _clientNamespace;
    private int _consumed;
    private byte[]? _putBack;
    private bool _disposed;

    public Http1Connection(ClientConnection client, ProxyRuntime runtime, ReadOnlySpan<byte> received)
    {
        Client = client;
        _runtime = runtime;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(ProxyDefaults.ReceiveBufferBytes, received.Length));
        received.CopyTo(_buffer);
        _end = received.Length;
        _exchange = new Http1Exchange(this, runtime);
        _log = new RequestLog(runtime);
    }

    private enum Phase
    {
        Idle,
        Head,
        Answer,
        Exchange,
    }

    public ClientConnection Client { get; }

    public MessageHead Request { get; } = new();

    public RouteDecision Decision { get; } = new();

    /// <summary>The head for the backend, with as much of the body as came with it.</summary>
    public ByteWriter Outgoing { get; } = new();

    public ByteWriter Answer { get; } = new();

    /// <summary>Bytes of the current head.</summary>
    public ReadOnlySpan<byte> HeadBytes => _buffer.AsSpan(_start, Request.Length);

    /// <summary>Received bytes behind the current head.</summary>
    public ReadOnlySpan<byte> Behind => _buffer.AsSpan(_start + Request.Length, _end - _start - Request.Length);

    /// <summary>Everything received and not consumed, for whoever takes over.</summary>
    public ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    public TargetParts Target { get; private set; }

    public WrittenRequest Written { get; private set; }

    public bool IsHeadRequest { get; private set; }

    public bool IsIdempotent { get; private set; }

    public bool IsUpgrade { get; private set; }

    public long StartedAt { get; private set; }

    /// <summary>What the current request has cost so far; for the log.</summary>
    public ExchangeCounts Counts { get; } = new();

    public async Task<Http1Result> RunAsync()
    {
        var first = true;
        while (true)
        {
            // Step 1: receive a head.
            HeadStatus status;
            _scanned = 0;
            while ((status = ParseHead()) == HeadStatus.Incomplete)
            {
                var idle = _start == _end;
                if (idle && Client.IsDraining && !first)
                {
                    return Http1Result.Closed;
                }

                ArmForReceive(idle, first);
                MakeRoom();
                int count;
                try
                {
                    count = await Client.Stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    return Http1Result.Closed;
                }

                if (count == 0)
                {
                    return _end > _start && !Client.Disarm() ? await RefuseAsync(408).ConfigureAwait(false) : Http1Result.Closed;
                }

                _end += count;
                first = false;
            }

            first = false;
            _phase = Phase.Answer;
            Client.Disarm();
            StartedAt = Stopwatch.GetTimestamp();
            Counts.Reset();

            // Step 2: frame it.
            if (status != HeadStatus.Complete)
            {
                return await RefuseAsync(Protocol.StatusOf(status)).ConfigureAwait(false);
            }

            // Step 3: decide.
            var problem = Decide();
            if (problem != 0)
            {
                return await RefuseAsync(problem).ConfigureAwait(false);
            }

            if (Decision.Verdict == Verdict.FullStack)
            {
                return Http1Result.HandOver;
            }

            // Step 4: answer or exchange.
            bool keep;
            try
            {
                if (Decision.Verdict == Verdict.Forward)
                {
                    _phase = Phase.Exchange;
                    if (_exchange.TryStart() is { } upstream)
                    {
                        // The common case happens here, in the frame that lives as long as the connection.
                        int count;
                        try
                        {
                            await upstream.Stream.WriteAsync(Outgoing.Written).ConfigureAwait(false);
                            count = await upstream.Stream.ReadAsync(_exchange.Answer.ReceiveBuffer).ConfigureAwait(false);
                        }
                        catch (Exception e) when (e is IOException or ObjectDisposedException)
                        {
                            count = -1;
                        }

                        if (_exchange.Answer.TryTakeWhole(upstream, count))
                        {
                            try
                            {
                                await _exchange.Watch.WriteClientAsync(_exchange.Answer.Piece).ConfigureAwait(false);
                            }
                            finally
                            {
                                keep = _exchange.Complete(upstream);
                            }
                        }
                        else
                        {
                            keep = await _exchange.ContinueAsync(upstream).ConfigureAwait(false);
                        }
                    }
                    else
                    {
                        keep = await _exchange.RunAsync().ConfigureAwait(false);
                    }

                    _phase = Phase.Answer;
                }
                else
                {
                    keep = await AnswerAsync().ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
            {
                Counts.Flags = ResponseFlags.DownstreamGone;
                keep = false;
            }

            // Step 5: log.
            _log.Finished(this);

            // Step 6: go on with what has been received behind this request.
            if (!keep)
            {
                return Http1Result.Closed;
            }

            Advance();
        }
    }

    /// <summary>So many bytes behind the head belong to the current request. The head itself stays until the request is logged.</summary>
    public void Consume(int bodyBytes) => _consumed = bodyBytes;

    /// <summary>Bytes received elsewhere that belong to the next request. Only when everything behind the head was consumed.</summary>
    public void PutBack(byte[]? bytes) => _putBack = bytes;

    /// <summary>Answers without a backend. Returns whether the connection can go on.</summary>
    public async ValueTask<bool> AnswerAsync()
    {
        // A body that is here in full is skipped; one that is still coming ends the connection.
        var body = BufferedBody();
        var close = body < 0 || Client.IsDraining || !Request.WantsKeepAlive || (Request.ExpectsContinue && body > 0);
        Counts.BytesSent = ResponseWriter.WriteLocal(Answer, Decision, close, IsHeadRequest, Request.MinorVersion);
        Counts.Status = Decision.Status;
        Counts.Flags = Decision.Flags;
        Client.Arm(_runtime.Limits.BodyTimeout);
        await Client.Stream.WriteAsync(Answer.Written).ConfigureAwait(false);
        Client.Disarm();
        if (!close)
        {
            Consume(body);
            return true;
        }

        if (body < 0)
        {
            await LingerAsync().ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>
    /// Sends FIN and reads on for a while: closing with unread bytes would send RST, which can destroy the answer on its way.
    /// </summary>
    public async ValueTask LingerAsync()
    {
        var discarded = ArrayPool<byte>.Shared.Rent(ProxyDefaults.ReceiveBufferBytes);
        try
        {
            Client.Socket.Shutdown(SocketShutdown.Send);
            Client.Arm(ProxyDefaults.LingerTime);
            while (await Client.Stream.ReadAsync(discarded).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The client has gone first.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(discarded);
        }
    }

    public override void OnDeadline()
    {
        switch (_phase)
        {
            case Phase.Idle:
            case Phase.Head:
                // The pending read ends with 0 bytes; a client in the middle of a head gets its 408.
                Client.StopReceiving();
                break;
            case Phase.Exchange:
                _exchange.Watch.OnDeadline();
                break;
            default:
                Client.Abort();
                break;
        }
    }

    public override void OnSweep(long now)
    {
        if (_phase == Phase.Exchange)
        {
            _exchange.Watch.OnSweep(now);
        }
    }

    public override void OnDrain()
    {
        if (_phase == Phase.Idle)
        {
            // A request that is already in the receive buffer is still read and answered.
            Client.StopReceiving();
        }
    }

    public override void OnAbort() => _exchange.Watch.Abort();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Outgoing.Dispose();
        Answer.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Advance()
    {
        _start += Request.Length + _consumed;
        _consumed = 0;
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_putBack is { } bytes)
        {
            _putBack = null;
            if (bytes.Length > _buffer.Length)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
            }

            bytes.CopyTo(_buffer, 0);
            _end = bytes.Length;
        }
    }

    private HeadStatus ParseHead()
    {
        // An empty line before a request line is tolerated (RFC 9112 section 2.2).
        while (_end - _start >= 2 && _scanned == 0 && _buffer[_start] == '\r' && _buffer[_start + 1] == '\n')
        {
            _start += 2;
        }

        return _start == _end
            ? HeadStatus.Incomplete
            : HeadParser.ParseRequest(_buffer.AsSpan(_start, _end - _start), ref _scanned, Request, _runtime.Limits);
    }

    private void ArmForReceive(bool idle, bool first)
    {
        if (idle)
        {
            _phase = first ? Phase.Head : Phase.Idle;
            Client.Arm(first ? _runtime.Limits.HeadTimeout : _runtime.Limits.IdleTimeout);
            if (!first && Client.IsDraining)
            {
                Client.StopReceiving();
            }
        }
        else if (_phase != Phase.Head)
        {
            // Once per head: a client that sends a byte now and then does not get more time.
            _phase = Phase.Head;
            Client.Arm(_runtime.Limits.HeadTimeout);
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        var length = _end - _start;
        var target = length < _buffer.Length / 2 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_start, length).CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = length;
    }

    /// <summary>Splits the target, finds the route and, for a backend, writes its request. Returns a status to refuse with, or 0.</summary>
    private int Decide()
    {
        var bytes = HeadBytes;
        var method = bytes.Slice(Request.MethodStart, Request.MethodLength);
        IsHeadRequest = method.SequenceEqual("HEAD"u8);
        IsIdempotent = Protocol.IsIdempotent(method);
        IsUpgrade = RequestWriter.IsUpgrade(bytes, Request);
        if (method.SequenceEqual("CONNECT"u8))
        {
            return 405;
        }

        if (!TargetReader.TryRead(bytes, Request, out var target))
        {
            return 400;
        }

        Target = target;
        var hostLength = Hostnames.Normalize(bytes[target.Authority], _host);
        if (hostLength < 0)
        {
            return 400;
        }

        if (_runtime.Limits.BodyBytes is { } limit && Request.ContentLength > limit)
        {
            return 413;
        }

        var state = _runtime.State;
        if (!ReferenceEquals(state, _portState))
        {
            _portState = state;
            _port = state.Snapshot.Port(Client.Port);
            _clientNamespace = state.Clients.NamespaceOf(Client.Remote.Address);
        }

        var head = new RequestHead
        {
            Bytes = bytes,
            Method = method,
            Path = bytes[target.Path],
            Query = bytes[target.Query],
            Host = _host.AsSpan(0, hostLength),
            Headers = Request.Fields,
            ClientNamespace = _clientNamespace,
        };
        Router.Decide(Decision, new Arrival(_port, Client.Tls?.ServerNameUtf8, FullStack: false), head);
        if (Decision.Verdict == Verdict.Forward)
        {
            Written = RequestWriter.Write(Outgoing, bytes, Request, target, Decision, Client, _runtime.Options.TrustedHops);
        }

        return 0;
    }

    /// <summary>Length of the body where all of it has been received behind the head; -1 where more is to come.</summary>
    private int BufferedBody()
    {
        if (Request.Chunked)
        {
            var scanner = default(ChunkedScanner);
            var length = scanner.Consume(Behind);
            return scanner.IsDone ? length : -1;
        }

        return Request.ContentLength <= 0 ? 0 : Request.ContentLength <= Behind.Length ? (int)Request.ContentLength : -1;
    }

    private async ValueTask<Http1Result> RefuseAsync(int status)
    {
        _phase = Phase.Answer;
        Decision.Reset();
        Decision.Respond(status, ResponseFlags.DownstreamProtocolError);
        Counts.Status = status;
        Counts.Flags = Decision.Flags;
        Counts.BytesSent = ResponseWriter.WriteLocal(Answer, Decision, close: true, isHead: false, clientMinorVersion: 1);
        try
        {
            Client.Arm(_runtime.Limits.BodyTimeout);
            await Client.Stream.WriteAsync(Answer.Written).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody waits for the answer any more.
        }

        _log.Refused(this, status);
        await LingerAsync().ConfigureAwait(false);
        return Http1Result.Closed;
    }
}
