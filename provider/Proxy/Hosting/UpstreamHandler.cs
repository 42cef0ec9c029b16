using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// Sends a request of the full HTTP stack to an endpoint of its backend: (1) pick an endpoint, (2) send, (3) on a failed connection go
/// on with the next one, (4) retry by the rule's policy. SocketsHttpHandler pools the connections, one pool per endpoint.
/// </summary>
internal sealed class UpstreamHandler : HttpMessageHandler
{
    private readonly ProxyRuntime _runtime;
    private readonly HttpMessageInvoker _sockets;

    public UpstreamHandler(ProxyRuntime runtime)
    {
        _runtime = runtime;
        _sockets = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                EnableMultipleHttp2Connections = true,
                ConnectTimeout = runtime.Limits.ConnectTimeout,
                PooledConnectionIdleTimeout = runtime.Limits.UpstreamIdleTimeout,
                MaxResponseHeadersLength = Math.Max(1, runtime.Limits.HeadBytes / 1024),
                RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
                ResponseHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
                ConnectCallback = ConnectAsync,
            },
            disposeHandler: true);
    }

    /// <summary>Sends a request to one given endpoint, as mirrors do.</summary>
    public Task<HttpResponseMessage> SendToAsync(HttpRequestMessage request, UpstreamEndpoint endpoint, BackendProtocol protocol, string target, CancellationToken cancellationToken)
    {
        // Connections of the same address with different TLS settings must not be mixed: the host name carries the identity, and the
        // connect callback takes the endpoint from the request.
        var isHttp2 = protocol == BackendProtocol.Http2;
        request.Version = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.RequestUri = RouteTransformer.MakeUri(Origin(endpoint), target);
        request.Options.Set(EndpointKeyOption, endpoint);
        return _sockets.SendAsync(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ForwardedRequest.Key, out var forwarded))
        {
            throw new InvalidOperationException("The request was not prepared by the route transformer.");
        }

        var view = forwarded.Decision.View;
        var config = forwarded.Decision.Rule!.Config;
        var policy = config.Retry;
        var retriesLeft = forwarded.CanReplay ? policy?.Attempts ?? 0 : 0;
        ulong tried = 0;
        while (true)
        {
            // Step 1: an endpoint; once all have been tried, retries start over.
            var endpoint = forwarded.Preferred ?? UpstreamBackend.Pick(view, ref tried);
            forwarded.Preferred = null;
            if (endpoint is null)
            {
                forwarded.NoEndpointLeft = true;
                throw new HttpRequestException(HttpRequestError.ConnectionError, "No endpoint of the backend accepts connections.");
            }

            // Step 2: send.
            forwarded.Endpoint = endpoint;
            endpoint.Enter();
            HttpResponseMessage? response = null;
            try
            {
                response = await AttemptAsync(request, forwarded, endpoint, config.BackendRequestTimeout, cancellationToken).ConfigureAwait(false);
                endpoint.NoteSuccess();
                if (retriesLeft == 0 || !policy!.StatusCodes.Contains((int)response.StatusCode))
                {
                    return response;
                }
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
            {
                // Step 3: nothing has been sent yet.
                UpstreamBackend.NoteFailure(view, endpoint, connecting: true);
                _runtime.Metrics.ConnectFailed();
                continue;
            }
            catch (HttpRequestException) when (retriesLeft > 0)
            {
                UpstreamBackend.NoteFailure(view, endpoint, connecting: false);
            }
            catch (OperationCanceledException) when (forwarded.TimedOut && retriesLeft > 0 && !cancellationToken.IsCancellationRequested)
            {
                forwarded.TimedOut = false;
            }
            finally
            {
                endpoint.Leave();
            }

            // Step 4: once more.
            response?.Dispose();
            retriesLeft--;
            tried = AllTried(view, tried) ? 0 : tried;
            if (policy!.Backoff is { } backoff && backoff > TimeSpan.Zero)
            {
                await Task.Delay(backoff, _runtime.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sockets.Dispose();
        }

        base.Dispose(disposing);
    }

    private static readonly HttpRequestOptionsKey<UpstreamEndpoint> EndpointKeyOption = new("sluice.endpoint");

    private async Task<HttpResponseMessage> AttemptAsync(
        HttpRequestMessage request, ForwardedRequest forwarded, UpstreamEndpoint endpoint, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (forwarded.Replay is { } body)
        {
            request.Content = Replay(request.Content?.Headers, body);
        }

        var protocol = forwarded.Decision.View.Config.Protocol;
        if (timeout is not { } limit || limit <= TimeSpan.Zero)
        {
            return await SendToAsync(request, endpoint, protocol, forwarded.Target, cancellationToken).ConfigureAwait(false);
        }

        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = _runtime.Time.GetTimestamp();
        attempt.CancelAfter(limit);
        try
        {
            var response = await SendToAsync(request, endpoint, protocol, forwarded.Target, attempt.Token).ConfigureAwait(false);

            // The limit is for the whole answer (GEP-1742); its body is read by others.
            forwarded.BodyTimeLeft = limit - _runtime.Time.GetElapsedTime(started);
            return response;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            forwarded.TimedOut = true;
            throw;
        }
    }

    private static ByteArrayContent Replay(HttpContentHeaders? headers, ReadOnlyMemory<byte> body)
    {
        var content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return content;
    }

    private static bool AllTried(BackendView view, ulong tried) =>
        System.Numerics.BitOperations.PopCount(tried) >= Math.Min(64, view.Endpoints.Length);

    // TLS settings are part of the origin, so that SocketsHttpHandler pools by them; the name is never resolved, and the TLS stream that
    // the connect callback returns is taken as it is.
    private static string Origin(UpstreamEndpoint endpoint) =>
        endpoint.Tls is null ? $"http://{endpoint.Text}" : $"https://{endpoint.Tls.Identity[..32]}.{Hex(endpoint)}.tls:{endpoint.Address.Port}";

    private static string Hex(UpstreamEndpoint endpoint) => Convert.ToHexStringLower(endpoint.Address.Address.GetAddressBytes());

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(EndpointKeyOption, out var endpoint))
        {
            throw new InvalidOperationException("The request carries no endpoint.");
        }

        SslApplicationProtocol[] protocols = context.InitialRequestMessage.Version.Major == 2 ? [SslApplicationProtocol.Http2] : [SslApplicationProtocol.Http11];
        try
        {
            var connection = await endpoint.ConnectAsync(_runtime.Limits.ConnectTimeout, protocols, cancellationToken).ConfigureAwait(false);
            _runtime.Metrics.UpstreamConnected();
            return connection.Stream;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }
}
