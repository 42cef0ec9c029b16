using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sluice.Routing.Model;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Proxy.Hosting;

/// <summary>Applies a route's edits and the forwarding fields to what YARP copies.</summary>
internal sealed class RouteTransformer(ForwardedRequest request, ForwardingDeadline deadline) : HttpTransformer
{
    /// <summary>The authority in the URI is replaced by the endpoint's when one has been chosen.</summary>
    public const string Placeholder = "http://backend";

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly long _started = Stopwatch.GetTimestamp();

    public static Uri MakeUri(string origin, string target) => new(origin + target, Verbatim);

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        var target = request.Decision.Target!;
        var edits = target.RequestEdits;
        proxyRequest.RequestUri = MakeUri(Placeholder, request.Target);
        proxyRequest.Options.Set(ForwardedRequest.Key, request);
        proxyRequest.Headers.Host = target.Rewrite?.Hostname ?? request.Head.Authority;
        Set("X-Request-Id", request.RequestId);
        Set("X-Forwarded-For", request.ForwardedFor);
        SetUnlessTrusted("X-Forwarded-Proto", request.Client.Tls is null ? "http" : "https");
        SetUnlessTrusted("X-Forwarded-Host", request.Head.Authority);
        if (httpContext.Request.Headers.TE.ToString().Contains("trailers", StringComparison.OrdinalIgnoreCase) && proxyRequest.Version.Major == 2)
        {
            proxyRequest.Headers.TE.ParseAdd("trailers");
        }

        foreach (var name in edits.Dropped)
        {
            Remove(System.Text.Encoding.ASCII.GetString(name));
        }

        foreach (var header in edits.Appended)
        {
            Append(header);
        }

        void Set(string name, string value)
        {
            proxyRequest.Headers.Remove(name);
            proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }

        void SetUnlessTrusted(string name, string value)
        {
            if (!request.HasPassedTrustedHops || !proxyRequest.Headers.Contains(name))
            {
                Set(name, value);
            }
        }

        void Remove(string name)
        {
            // Asked first, because removing a content header from the request's own headers throws.
            if (proxyRequest.Headers.NonValidated.Contains(name))
            {
                proxyRequest.Headers.Remove(name);
            }
            else if (proxyRequest.Content?.Headers.NonValidated.Contains(name) == true)
            {
                proxyRequest.Content.Headers.Remove(name);
            }
        }

        void Append(HeaderValue header)
        {
            if (header.Name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase))
            {
                proxyRequest.Headers.Host = header.Value;
            }
            else
            {
                // One value, joined by a bare comma: HttpClient would put a space behind it, which is another text to who compares texts.
                var value = proxyRequest.Headers.NonValidated.TryGetValues(header.Name, out var earlier) ? $"{string.Join(',', earlier)},{header.Value}" : header.Value;
                Remove(header.Name);
                if (!proxyRequest.Headers.TryAddWithoutValidation(header.Name, value))
                {
                    proxyRequest.Content?.Headers.TryAddWithoutValidation(header.Name, value);
                }
            }
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var proxyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
        if (proxyResponse is null)
        {
            return proxyBody;
        }

        deadline.Shorten(request.BodyTimeLeft);
        request.UpstreamMilliseconds = (long)Stopwatch.GetElapsedTime(_started).TotalMilliseconds;
        Edit(httpContext.Response, request);
        return proxyBody;
    }

    /// <summary>Response edits, CORS and session fields; also for answers of the proxy itself.</summary>
    public static void Edit(HttpResponse response, ForwardedRequest request)
    {
        var decision = request.Decision;
        if (decision.HasCors)
        {
            foreach (var name in response.Headers.Keys.Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToArray())
            {
                response.Headers.Remove(name);
            }
        }

        var edits = decision.Target?.ResponseEdits ?? decision.Rule?.ResponseEdits;
        if (edits is not null)
        {
            foreach (var name in edits.Dropped)
            {
                response.Headers.Remove(System.Text.Encoding.ASCII.GetString(name));
            }

            foreach (var header in edits.Appended)
            {
                response.Headers.Append(header.Name, header.Value);
            }
        }

        foreach (var header in decision.Cors)
        {
            response.Headers.Append(header.Name, new StringValues(header.Value));
        }

        if (decision.Rule?.Config.SessionPersistence is { } session && request.Endpoint is { } endpoint && !ReferenceEquals(endpoint, request.SessionEndpoint))
        {
            SessionAffinity.Write(response, session, endpoint, request.Now);
        }
    }
}
