using System.Collections.Immutable;

namespace Sluice.Cli.Explaining;

/// <summary>A request to be explained.</summary>
/// <param name="Url">As the client has it.</param>
/// <param name="Method">The method.</param>
/// <param name="Headers">Each as <c>Name: value</c>.</param>
internal sealed record ExplainRequest(Uri Url, string Method, ImmutableArray<string> Headers)
{
    /// <summary>The controller's page that explains the request to a gateway.</summary>
    public string Page(string gateway) =>
        $"/debug/explain?gateway={Uri.EscapeDataString(gateway)}&url={Uri.EscapeDataString(Asked().AbsoluteUri)}&method={Uri.EscapeDataString(Method)}"
        + string.Concat(Headers.Where(static h => !IsHost(h)).Select(static h => $"&header={Uri.EscapeDataString(h)}"));

    // A Host header replaces the host that is asked for, as with curl; the port stays that of the connection.
    private Uri Asked() => Headers.LastOrDefault(IsHost) is { } host ? new UriBuilder(Url) { Host = host[(host.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() }.Uri : Url;

    private static bool IsHost(string header) => header[..header.IndexOf(':', StringComparison.Ordinal)].Trim().Equals("host", StringComparison.OrdinalIgnoreCase);
}
