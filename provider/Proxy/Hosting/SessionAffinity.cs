using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Hosting;

/// <summary>
/// Session persistence (GEP-1619): the token names an endpoint by a hash of its address, so that it means the same to every replica of
/// the proxy and gives no address away.
/// </summary>
internal static class SessionAffinity
{
    /// <summary>The endpoint a request asks for; null where it asks for none or for one that is gone.</summary>
    public static UpstreamEndpoint? Find(HttpRequest request, SessionPersistence session, BackendView view)
    {
        var token = session.Kind == SessionPersistenceKind.Cookie
            ? request.Cookies[session.SessionName]
            : request.Headers[session.SessionName].ToString();
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        foreach (var endpoint in view.Endpoints)
        {
            if (string.Equals(Token(endpoint), token, StringComparison.Ordinal))
            {
                return endpoint;
            }
        }

        return null;
    }

    public static void Write(HttpResponse response, SessionPersistence session, UpstreamEndpoint endpoint)
    {
        if (session.Kind == SessionPersistenceKind.Header)
        {
            response.Headers[session.SessionName] = Token(endpoint);
            return;
        }

        var cookie = new StringBuilder($"{session.SessionName}={Token(endpoint)}; Path=/; HttpOnly");
        if (session.PermanentCookie && session.AbsoluteTimeout is { } time)
        {
            cookie.Append(CultureInfo.InvariantCulture, $"; Max-Age={(long)time.TotalSeconds}");
        }

        response.Headers.Append("Set-Cookie", cookie.ToString());
    }

    private static string Token(UpstreamEndpoint endpoint) =>
        XxHash64.HashToUInt64(endpoint.Utf8Text.Span).ToString("x16", CultureInfo.InvariantCulture);
}
