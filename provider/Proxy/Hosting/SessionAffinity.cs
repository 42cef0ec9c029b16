using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sluice.Proxy.Forwarding;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// Session persistence (GEP-1619): the token names an endpoint by a hash of its address, so that it means the same to every replica of
/// the proxy and gives no address away, and the second in which the session began, by which its absolute timeout ends it.
/// </summary>
internal static class SessionAffinity
{
    private const int HashLength = 16;

    /// <summary>
    /// Sends a request where its session began: to that endpoint, and to that backend whatever its weight is by now, as long as the
    /// weight is not 0. Returns the endpoint; null where the request asks for none or for one that is gone.
    /// </summary>
    public static UpstreamEndpoint? Apply(HttpRequest request, SessionPersistence session, RouteDecision decision, DateTimeOffset now)
    {
        var token = session.Kind == SessionPersistenceKind.Cookie
            ? request.Cookies[session.SessionName]
            : request.Headers[session.SessionName].ToString();
        if (token is not { Length: > HashLength } || token[HashLength] != '-'
            || !long.TryParse(token.AsSpan(HashLength + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var began)
            || (session.AbsoluteTimeout is { } limit && limit > TimeSpan.Zero && now.ToUnixTimeSeconds() - began >= limit.TotalSeconds))
        {
            return null;
        }

        var rule = decision.Rule!;
        for (var i = 0; i < rule.Backends.Length; i++)
        {
            var target = rule.Backends[i];
            if (rule.Config.Backends[i].Weight == 0 || target.Failure is not null || target.Redirect is not null || UpstreamBackend.Of(target.Slot) is not { } backend)
            {
                continue;
            }

            var view = backend.View;
            foreach (var endpoint in view.Endpoints)
            {
                if (view.Failure is null && token.AsSpan(0, HashLength).SequenceEqual(Hash(endpoint)))
                {
                    decision.Target = target;
                    decision.Backend = backend;
                    decision.View = view;
                    decision.Verdict = Verdict.Forward;
                    return endpoint;
                }
            }
        }

        return null;
    }

    /// <summary>Tells the client its session; one that goes on where it was is known to it already.</summary>
    public static void Write(HttpResponse response, SessionPersistence session, UpstreamEndpoint endpoint, DateTimeOffset now)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{Hash(endpoint)}-{now.ToUnixTimeSeconds():x}");
        if (session.Kind == SessionPersistenceKind.Header)
        {
            response.Headers[session.SessionName] = token;
            return;
        }

        var cookie = new StringBuilder($"{session.SessionName}={token}; Path=/; HttpOnly");
        if (session.PermanentCookie && session.AbsoluteTimeout is { } time)
        {
            cookie.Append(CultureInfo.InvariantCulture, $"; Max-Age={(long)time.TotalSeconds}");
        }

        response.Headers.Append("Set-Cookie", cookie.ToString());
    }

    private static string Hash(UpstreamEndpoint endpoint) =>
        XxHash64.HashToUInt64(endpoint.Utf8Text.Span).ToString("x16", CultureInfo.InvariantCulture);
}
