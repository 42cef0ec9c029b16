using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>The change of a request's connection from HTTP to SPDY.</summary>
internal static class SpdyUpgrade
{
    private const string Name = "SPDY/3.1";
    private const string ProtocolHeader = "X-Stream-Protocol-Version";

    public static bool IsAsked(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && http.Request.Headers.Upgrade.Any(u => string.Equals(u, Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the client would speak on the connection, in its order.</summary>
    public static IEnumerable<string> Protocols(HttpContext http) =>
        http.Request.Headers[ProtocolHeader].OfType<string>().SelectMany(h => h.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public static Task<Stream> AcceptAsync(HttpContext http, string protocol)
    {
        http.Response.Headers.Upgrade = Name;
        http.Response.Headers[ProtocolHeader] = protocol;
        return http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }
}
