using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
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
internal sealed class Http1Exchange
{
    private static readonly SslApplicationProtocol[] Alpn = [SslApplicationProtocol.Http11];

    private readonly Http1Connection _owner;
    private readonly ProxyRuntime _runtime;
    private Task<PumpResult>? _pumping;

    public Http1Exchange(Http1Connection owner, ProxyRuntime runtime)
    {
        _owner = owner;
        _runtime = runtime;
        Watch = new ExchangeWatch(_owner.Client, runtime);
        Answer = new AnswerRelay(owner, Watch, runtime);
    }

    public ExchangeWatch Watch { get; }

    public AnswerRelay Answer { get; }

    private ClientConnection Client => _owner.Client;

    private ExchangeCounts Counts => _owner.Counts;

    /// <summary>
    /// Steps 1 and 2 for the common case: the whole request is here and a pooled connection is free. What follows is then written and
    /// read by the connection's own loop, which saves the frames and allocations of asynchronous calls. Null: use <see cref="RunAsync"/>.
    /// </summary>
    public UpstreamConnection? TryStart()
    {
        var view = _owner.Decision.View;
        var length = _owner.Request.ContentLength;
        if (view.Config.CircuitBreaker is not null || _owner.Request.Chunked || length > _owner.Behind.Length || length > (_runtime.Limits.BodyBytes ?? long.MaxValue))
        {
            return null;
        }

        ulong tried = 0;
        if (UpstreamBackend.Pick(view, ref tried) is not { } endpoint || RentQuiet(endpoint, _owner.IsIdempotent) is not { } connection)
        {
            return null;
        }

        Prepare();
        TakeBehind(_owner.Behind[..(int)Math.Max(0, length)]);
        endpoint.Enter();
        Counts.Endpoint = endpoint;
        Watch.Upstream = connection;
        Watch.ArmForUpstream();
        return connection;
    }

    /// <summary>The end of the common case: the answer was whole and has been written. Returns whether the client's connection can go on.</summary>
    public bool Complete(UpstreamConnection connection)
    {
        Client.Disarm();
        connection.Endpoint.Leave();
        End();
        return !Answer.Closes;
    }

    /// <summary>Goes on where <see cref="AnswerRelay.TryTakeWhole"/> returned false.</summary>
    public async ValueTask<bool> ContinueAsync(UpstreamConnection connection)
    {
        try
        {
            try
            {
                if (Answer.HasBegun)
                {
                    return await RelayAsync(connection).ConfigureAwait(false);
                }

                var outcome = Answer.IsUntouched ? ReplyStatus.Closed : await Answer.ReadHeadAsync(connection).ConfigureAwait(false);
                if (outcome == ReplyStatus.Received)
                {
                    connection.Endpoint.NoteSuccess();
                    return await RelayAsync(connection).ConfigureAwait(false);
                }

                Watch.Upstream = null;
                connection.Dispose();
                if (!CanAskAgain(outcome))
                {
                    return await FailExchangeAsync(_owner.Decision.View, connection.Endpoint, outcome).ConfigureAwait(false);
                }
            }
            finally
            {
                connection.Endpoint.Leave();
            }

            return await ExchangeAsync(pump: null, connection.Endpoint).ConfigureAwait(false);
        }
        finally
        {
            End();
        }
    }

    /// <summary>The whole exchange in the general case. Returns whether the client's connection can go on.</summary>
    public async ValueTask<bool> RunAsync()
    {
        var backend = _owner.Decision.Backend!;
        var view = _owner.Decision.View;
        if (!backend.TryEnter(view))
        {
            return await FailAsync(503, ResponseFlags.UpstreamOverflow).ConfigureAwait(false);
        }

        try
        {
            Prepare();

            // Step 1: the body, as far as it is here.
            if (!TakeBufferedBody(out var pump))
            {
                return await FailAsync(400, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false);
            }

            if (Counts.BytesReceived > (_runtime.Limits.BodyBytes ?? long.MaxValue))
            {
                return await FailAsync(413, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false);
            }

            return await ExchangeAsync(pump, again: null).ConfigureAwait(false);
        }
        finally
        {
            backend.Leave(view);
            End();
        }
    }

    // Steps 2 to 6; "again" is an endpoint that is to be asked once more, over a new connection.
    private async ValueTask<bool> ExchangeAsync(RequestBodyPump? pump, UpstreamEndpoint? again)
    {
        var view = _owner.Decision.View;
        ulong tried = 0;
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
                var connection = again is null ? RentQuiet(endpoint, _owner.IsIdempotent && pump is null) : null;
                var reused = connection is not null;
                connection ??= await ConnectAsync(view, endpoint).ConfigureAwait(false);
                if (connection is null)
                {
                    if (Watch.TimedOut())
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

                Watch.Upstream = null;
                connection.Dispose();
                if (reused && pump is null && CanAskAgain(outcome))
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

    // A pooled connection may have been closed by the backend just before it was used: nothing of an answer has been seen then.
    private bool CanAskAgain(ReplyStatus outcome) =>
        outcome == ReplyStatus.Closed && Answer.IsUntouched && _owner.IsIdempotent && !Watch.ClientIsGone && !Watch.TimedOut();

    // Steps 5 and 6.
    private async ValueTask<bool> RelayAsync(UpstreamConnection connection)
    {
        var bodyUnwanted = _pumping is { IsCompleted: false } && _owner.Request.ExpectsContinue;
        return await Answer.RelayAsync(connection, bodyUnwanted).ConfigureAwait(false)
            && await FinishRequestBodyAsync().ConfigureAwait(false)
            && !Answer.Closes;
    }

    private void End()
    {
        _pumping = null;
        Watch.End();
        Answer.End();
    }

    private void Prepare()
    {
        var config = _owner.Decision.Rule!.Config;
        Watch.Begin(Shorter(config.RequestTimeout, config.BackendRequestTimeout));
        Answer.Begin();
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
        var request = _owner.Request;
        var behind = _owner.Behind;
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
        _owner.Outgoing.Write(body);
        _owner.Consume(body.Length);
        Counts.BytesReceived = body.Length;
    }

    private RequestBodyPump NewPump(bool chunked, long remaining, ChunkedScanner scanner) =>
        new(Client.Stream, new LateStream(this), chunked, remaining, scanner, _runtime.Limits.BodyBytes ?? long.MaxValue);

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
        var limit = _runtime.Limits.ConnectTimeout;
        if (Watch.TimeLeft is { } left && left < limit)
        {
            limit = left;
        }

        try
        {
            var connection = await endpoint.ConnectAsync(limit, Alpn, default).ConfigureAwait(false);
            _runtime.Metrics.UpstreamConnected();
            return connection;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            _runtime.Metrics.ConnectFailed();
            UpstreamBackend.NoteFailure(view, endpoint, connecting: true);
            return null;
        }
    }

    private async ValueTask<ReplyStatus> AskAsync(UpstreamConnection connection, RequestBodyPump? pump)
    {
        Watch.Upstream = connection;
        Answer.Restart();
        Watch.ArmForUpstream();
        try
        {
            // Step 3: head and what is here of the body go out in one piece; the rest is pumped beside the answer.
            await connection.Stream.WriteAsync(_owner.Outgoing.Written).ConfigureAwait(false);
            if (pump is not null && _pumping is null)
            {
                Watch.Pump = pump;
                _pumping = pump.RunAsync(Watch.Abort);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return ReplyStatus.Closed;
        }

        // Step 4.
        return await Answer.ReadHeadAsync(connection).ConfigureAwait(false);
    }

    private async ValueTask<bool> FinishRequestBodyAsync()
    {
        if (_pumping is null)
        {
            return true;
        }

        var pump = Watch.Pump!;
        if (!_pumping.IsCompleted)
        {
            // The backend answered without reading everything. What is still coming is thrown away for a while, see LingerAsync.
            pump.Discard();
            Client.Socket.Shutdown(SocketShutdown.Send);
            Client.Arm(ProxyDefaults.LingerTime);
            Watch.WaitsForClient = true;
            await _pumping.ConfigureAwait(false);
            Watch.WaitsForClient = false;
            return false;
        }

        var result = await _pumping.ConfigureAwait(false);
        Counts.BytesReceived += pump.BytesReceived;
        _owner.PutBack(pump.OverRead);
        return result == PumpResult.Done;
    }

    private async ValueTask<bool> FailExchangeAsync(BackendView view, UpstreamEndpoint endpoint, ReplyStatus outcome)
    {
        if (Watch.Pump?.Failure is { } failure)
        {
            return failure switch
            {
                PumpResult.TooLarge => await FailAsync(413, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false),
                PumpResult.Malformed => await FailAsync(400, ResponseFlags.DownstreamProtocolError).ConfigureAwait(false),
                _ => ClientHasGone(),
            };
        }

        if (Watch.ClientIsGone)
        {
            return ClientHasGone();
        }

        UpstreamBackend.NoteFailure(view, endpoint, connecting: false);
        if (Watch.TimedOut())
        {
            return await FailAsync(504, ResponseFlags.UpstreamTimeout).ConfigureAwait(false);
        }

        // No answer is 503, as where there is no backend: another try may help. A wrong answer is the backend's fault.
        return outcome == ReplyStatus.Malformed
            ? await FailAsync(502, ResponseFlags.UpstreamProtocolError).ConfigureAwait(false)
            : await FailAsync(503, ResponseFlags.UpstreamTermination).ConfigureAwait(false);
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
        _owner.Decision.Status = status;
        _owner.Decision.Flags = flags;
        if (_pumping is null)
        {
            return await _owner.AnswerAsync().ConfigureAwait(false);
        }

        // The body is being pumped: answer, and end the connection.
        Counts.Status = status;
        Counts.Flags = flags;
        Counts.BytesSent = ResponseWriter.WriteLocal(_owner.Answer, _owner.Decision, close: true, _owner.IsHeadRequest, _owner.Request.MinorVersion);
        await Watch.WriteClientAsync(_owner.Answer.Written).ConfigureAwait(false);
        await FinishRequestBodyAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>Writes to the backend connection of the moment: the pump is made before one has been chosen.</summary>
    private sealed class LateStream(Http1Exchange exchange) : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            exchange.Watch.Upstream is { } upstream
                ? upstream.Stream.WriteAsync(buffer, cancellationToken)
                : ValueTask.FromException(new IOException("The backend has answered already."));
    }
}
