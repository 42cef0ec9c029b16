using System.Text;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Routing.Filters;

/// <summary>Builds the Location of a redirect (HTTPRequestRedirectFilter).</summary>
public static class Redirects
{
    /// <param name="redirect">The filter.</param>
    /// <param name="head">The request.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>, as the client reached the listener.</param>
    /// <param name="listenerPort">The listener's port.</param>
    /// <param name="matched">The path condition that led here.</param>
    /// <returns>An absolute URI; the port is left out where it is the scheme's own.</returns>
    public static string Location(RequestRedirect redirect, in RequestHead head, string scheme, int listenerPort, PathMatch matched)
    {
        var targetScheme = redirect.Scheme ?? scheme;

        // A scheme in the filter implies that scheme's well-known port; without one the listener's port is kept.
        var port = redirect.Port ?? (redirect.Scheme is null ? listenerPort : WellKnownPort(targetScheme) ?? listenerPort);
        var host = redirect.Hostname ?? Encoding.ASCII.GetString(head.Host);
        var path = redirect.Path is { } edit ? PathEdits.Apply(edit, head.Path, matched) : Encoding.UTF8.GetString(head.Path);
        var authority = WellKnownPort(targetScheme) == port ? host : $"{host}:{port}";
        return head.Query.IsEmpty
            ? $"{targetScheme}://{authority}{path}"
            : $"{targetScheme}://{authority}{path}?{Encoding.UTF8.GetString(head.Query)}";
    }

    private static int? WellKnownPort(string scheme) => scheme switch
    {
        "http" => 80,
        "https" => 443,
        _ => null,
    };
}
