using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Proxy.Connections;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Upstream;

namespace Sluice.Proxy.Hosting;

/// <summary>One request of the full HTTP stack on its way: what the forwarder's callbacks need to know about it.</summary>
internal sealed class ForwardedRequest(ClientConnection client, ContextHead head, RouteDecision decision)
{
    public static readonly HttpRequestOptionsKey<ForwardedRequest> Key = new("sluice");

    public ClientConnection Client { get; } = client;

    public ContextHead Head { get; } = head;

    public RouteDecision Decision { get; } = decision;

    /// <summary>Path and query for the backend, not normalised in any way.</summary>
    public required string Target { get; init; }

    public required string RequestId { get; init; }

    public required string ForwardedFor { get; init; }

    /// <summary>X-Forwarded-Proto and -Host are those of trusted proxies.</summary>
    public required bool HasPassedTrustedHops { get; init; }

    /// <summary>The whole body where it may have to be sent again; null: it is streamed once.</summary>
    public ReadOnlyMemory<byte>? Replay { get; set; }

    /// <summary>The request body can be sent more than once, or there is none.</summary>
    public bool CanReplay { get; set; }

    /// <summary>Endpoint asked by session persistence; tried first.</summary>
    public UpstreamEndpoint? Preferred { get; set; }

    /// <summary>Where the session of the request is; null: it has none that is valid.</summary>
    public UpstreamEndpoint? SessionEndpoint { get; init; }

    public UpstreamEndpoint? Endpoint { get; set; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset Now { get; init; }

    public bool TimedOut { get; set; }

    /// <summary>What the last attempt has left of its time limit when the head of the answer is there; null: it has none.</summary>
    public TimeSpan? BodyTimeLeft { get; set; }

    public bool NoEndpointLeft { get; set; }

    public long UpstreamMilliseconds { get; set; } = -1;

    public static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
}
