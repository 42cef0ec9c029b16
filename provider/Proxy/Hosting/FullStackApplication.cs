using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Http1;
using Sluice.Proxy.Observability;
using Sluice.Routing.Filters;
using Sluice.Routing.Model;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// Serves the requests of the full HTTP stack: (1) write the head out as bytes, (2) decide by the same router as the HTTP/1.1 engine,
/// (3) faults, (4) bodies that are needed twice, (5) mirrors, (6) forward, (7) turn failures into answers, (8) log.
/// </summary>
internal sealed class FullStackApplication : IDisposable
{
    private readonly ProxyRuntime _runtime;
    private readonly IHttpForwarder _forwarder;
    private readonly UpstreamHandler _handler;
    private readonly HttpMessageInvoker _client;
    private readonly Mirror _mirror;
    private readonly FaultInjector _faults;

    public FullStackApplication(ProxyRuntime runtime, IHttpForwarder forwarder)
    {
        _runtime = runtime;
        _forwarder = forwarder;
        _handler = new UpstreamHandler(runtime);
        _client = new HttpMessageInvoker(_handler, disposeHandler: true);
        _mirror = new Mirror(runtime, _handler);
        _faults = new FaultInjector(runtime);
    }

    public async Task ServeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var client = context.Features.Get<ClientConnection>() ?? throw new InvalidOperationException("The connection was not handed over by the proxy.");
        var decision = new RouteDecision();

        // Step 1: the head as bytes.
        using var head = ContextHead.TryCreate(context);
        if (head is null)
        {
            context.Response.StatusCode = 400;
            return;
        }

        // Step 2: the decision.
        Decide(decision, client, head, context.Request.Protocol == HttpProtocol.Http2);
        var request = NewRequest(context, client, head, decision);
        var counting = new CountingBody(context);
        if (decision.Verdict == Verdict.Forward)
        {
            await ForwardAsync(context, request).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, request, decision.Status, decision.Flags).ConfigureAwait(false);
        }

        // Step 8: log.
        Finish(context, request, counting, started);
    }

    public void Dispose() => _client.Dispose();

    private void Decide(RouteDecision decision, ClientConnection client, ContextHead head, bool isHttp2)
    {
        var state = _runtime.State;
        Router.Decide(
            decision,
            new Arrival(state.Snapshot.Port(client.Port), client.Tls?.ServerNameUtf8, FullStack: true),
            head.View(state.Clients.NamespaceOf(client.Remote.Address), isHttp2));
    }

    private ForwardedRequest NewRequest(HttpContext context, ClientConnection client, ContextHead head, RouteDecision decision)
    {
        // First the session, which may choose another backend.
        var now = _runtime.Time.GetUtcNow();
        var session = decision is { Verdict: Verdict.Forward, Rule.Config.SessionPersistence: { } persistence } ? SessionAffinity.Apply(context.Request, persistence, decision, now) : null;
        var path = decision.Target?.Rewrite?.Path is { } edit
            ? PathEdits.Apply(edit, head.Path, decision.Matched!)
            : Encoding.Latin1.GetString(head.Path);
        var target = head.Query.IsEmpty ? path : $"{path}?{Encoding.Latin1.GetString(head.Query)}";
        var before = Encoding.Latin1.GetBytes(string.Join(", ", context.Request.Headers["X-Forwarded-For"].Where(value => !string.IsNullOrEmpty(value))));
        var hops = _runtime.Options.TrustedHops;
        var listed = ForwardedHops.Count(before);
        var believed = Encoding.Latin1.GetString(ForwardedHops.Skip(before, ForwardedHops.Untrusted(listed, hops)));
        var address = Encoding.ASCII.GetString(client.RemoteAddress);
        return new ForwardedRequest(client, head, decision)
        {
            Now = now,
            SessionEndpoint = session,
            Preferred = session,
            Target = target,
            RequestId = RequestId(context),
            ForwardedFor = believed.Length == 0 ? address : $"{believed}, {address}",
            HasPassedTrustedHops = ForwardedHops.ArePassed(listed, hops),
        };
    }

    private static string RequestId(HttpContext context)
    {
        if (context.Request.Headers["X-Request-Id"].ToString() is { Length: > 0 and <= 128 } sent)
        {
            return sent;
        }

        Span<byte> id = stackalloc byte[32];
        RequestWriter.WriteNewRequestId(id);
        return Encoding.ASCII.GetString(id);
    }

    private async Task ForwardAsync(HttpContext context, ForwardedRequest request)
    {
        var decision = request.Decision;
        var rule = decision.Rule!;

        // Step 3: faults.
        if (rule.Fault is { } fault && await _faults.InjectAsync(fault, context.RequestAborted).ConfigureAwait(false) is { } abort)
        {
            await AnswerAsync(context, request, abort, ResponseFlags.FaultInjected).ConfigureAwait(false);
            return;
        }

        var backend = decision.Backend!;
        if (!backend.TryEnter(decision.View))
        {
            await AnswerAsync(context, request, 503, ResponseFlags.UpstreamOverflow).ConfigureAwait(false);
            return;
        }

        try
        {
            // Step 4: a body that may be sent twice is kept.
            if (rule.Config.Retry is { Attempts: > 0 })
            {
                await PrepareReplayAsync(context, request).ConfigureAwait(false);
            }

            // Step 5: mirrors get the request with its edits, as soon as its body is known.
            var mirrors = Mirror.Choose(rule, decision.Target!);
            var tee = mirrors.IsEmpty ? null : _mirror.Start(context, request, mirrors);

            // Step 6.
            await SendAsync(context, request, rule.Config.RequestTimeout).ConfigureAwait(false);
            if (tee is not null)
            {
                _mirror.Finish(context, request, mirrors, tee);
            }
        }
        finally
        {
            backend.Leave(decision.View);
        }
    }

    private async Task SendAsync(HttpContext context, ForwardedRequest request, TimeSpan? timeout)
    {
        var isHttp2 = request.Decision.View.Config.Protocol == BackendProtocol.Http2;
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = _runtime.Limits.UpstreamResponseTimeout,
            Version = isHttp2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var deadline = new ForwardingDeadline(timeout, _runtime.Time, context.RequestAborted);
        var transformer = new RouteTransformer(request, deadline);
        var error = await _forwarder.SendAsync(context, RouteTransformer.Placeholder, _client, config, transformer, deadline.Token).ConfigureAwait(false);

        // Step 7: failures become answers, as long as nothing has been sent; afterwards the client learns by a stream that breaks off.
        if (error == ForwarderError.None)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            request.Decision.Flags = deadline.HasPassed ? ResponseFlags.UpstreamTimeout : ResponseFlags.UpstreamTermination;
            return;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (deadline.HasPassed || request.TimedOut || error == ForwarderError.RequestTimedOut)
        {
            await AnswerAsync(context, request, 504, ResponseFlags.UpstreamTimeout).ConfigureAwait(false);
        }
        else if (request.NoEndpointLeft)
        {
            await AnswerAsync(context, request, 503, ResponseFlags.UpstreamConnectFailure).ConfigureAwait(false);
        }
        else if (IsMalformed(context.GetForwarderErrorFeature()?.Exception))
        {
            await AnswerAsync(context, request, 502, ResponseFlags.UpstreamProtocolError).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, request, 503, ResponseFlags.UpstreamTermination).ConfigureAwait(false);
        }
    }

    // True where the backend answered, but not in HTTP.
    private static bool IsMalformed(Exception? failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded };

    private async Task PrepareReplayAsync(HttpContext context, ForwardedRequest request)
    {
        if (!ForwardedRequest.HasBody(context))
        {
            request.CanReplay = true;
            return;
        }

        // Only a body of known, moderate size is worth waiting for; a stream of calls is not a body that ends.
        if (context.Request.ContentLength is not { } length || length > _runtime.Limits.RetryBodyBytes || request.Head.IsGrpc)
        {
            return;
        }

        var body = new byte[length];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted).ConfigureAwait(false);
        context.Request.Body = new MemoryStream(body, writable: false);
        request.Replay = body;
        request.CanReplay = true;
    }

    private static async Task AnswerAsync(HttpContext context, ForwardedRequest request, int status, string flags)
    {
        request.Decision.Status = status;
        request.Decision.Flags = flags;
        var response = context.Response;
        response.Headers.Clear();
        if (request.Head.IsGrpc && status is not (204 or (>= 300 and < 400)))
        {
            // A gRPC client understands trailers, not HTTP statuses: headers that end the stream at once.
            response.StatusCode = 200;
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = LocalAnswers.GrpcStatus(status).ToString(System.Globalization.CultureInfo.InvariantCulture);
            response.Headers["grpc-message"] = Encoding.ASCII.GetString(LocalAnswers.Body(status)).TrimEnd('\n');
            return;
        }

        response.StatusCode = status;
        response.Headers.Server = "sluice";
        if (request.Decision.Location is { } location)
        {
            response.Headers.Location = location;
        }

        RouteTransformer.Edit(response, request);
        var body = LocalAnswers.Body(status).ToArray();
        if (status == 204)
        {
            return;
        }

        response.ContentLength = body.Length;
        if (body.Length > 0)
        {
            response.ContentType = "text/plain; charset=utf-8";
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
            }
        }
    }

    private void Finish(HttpContext context, ForwardedRequest request, CountingBody counting, long started)
    {
        var elapsed = Stopwatch.GetElapsedTime(started);
        var decision = request.Decision;
        var route = decision.Rule?.Route.Name ?? "";
        _runtime.Metrics.Route(route).Count(context.Response.StatusCode, (long)elapsed.TotalMilliseconds);
        if (!_runtime.AccessLog.IsEnabled)
        {
            return;
        }

        var head = request.Head;
        _runtime.AccessLog.Write(new AccessLogEntry
        {
            Start = _runtime.Time.GetUtcNow() - elapsed,
            Method = head.Method,
            Path = head.Target,
            Protocol = HttpProtocol.IsHttp2(context.Request.Protocol) ? "HTTP/2"u8 : "HTTP/1.1"u8,
            Status = context.Response.StatusCode,
            Flags = context.RequestAborted.IsCancellationRequested ? ResponseFlags.DownstreamGone : decision.Flags,
            BytesReceived = context.Request.ContentLength ?? 0,
            BytesSent = counting.Count,
            DurationMilliseconds = (long)elapsed.TotalMilliseconds,
            UpstreamMilliseconds = request.UpstreamMilliseconds,
            ForwardedFor = Encoding.Latin1.GetBytes(request.ForwardedFor),
            UserAgent = Encoding.Latin1.GetBytes(context.Request.Headers.UserAgent.ToString()),
            RequestId = Encoding.Latin1.GetBytes(request.RequestId),
            Authority = Encoding.Latin1.GetBytes(head.Authority),
            UpstreamHost = request.Endpoint is { } endpoint ? endpoint.Utf8Text.Span : default,
            Route = route,
        });
    }
}
