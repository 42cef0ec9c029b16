using System.Collections.Immutable;

namespace Sluice.Cli.Explaining;

/// <summary>A request to be explained.</summary>
/// <param name="Url">As the client has it.</param>
/// <param name="Method">The method.</param>
/// <param name="Headers">Each as <c>Name: value</c>.</param>
/// <param name="FromNamespace">The namespace of the client's pod; null for a client outside of the cluster, or of which it does not matter.</param>
internal sealed record ExplainRequest(Uri Url, string Method, ImmutableArray<string> Headers, string? FromNamespace = null)
{
    /// <summary>The controller's page that explains the request to a gateway.</summary>
    public string Page(string gateway) => Page(gateway, Asked());

    /// <summary>The controller's page that explains the request to a Service in the mesh.</summary>
    /// <param name="plane">What stands for the mesh where gateways have their name.</param>
    /// <param name="service">The Service.</param>
    public string MeshPage(string plane, FoundService service) => Page(plane, new UriBuilder(Url) { Host = $"{service.Name}.{service.Namespace}.svc" }.Uri);

    private string Page(string gateway, Uri asked) =>
        $"/debug/explain?gateway={Uri.EscapeDataString(gateway)}&url={Uri.EscapeDataString(asked.AbsoluteUri)}&method={Uri.EscapeDataString(Method)}"
        + (FromNamespace is null ? "" : $"&from={Uri.EscapeDataString(FromNamespace)}")
        + string.Concat(Headers.Where(static h => !IsHost(h)).Select(static h => $"&header={Uri.EscapeDataString(h)}"));

    // A Host header replaces the host that is asked for, as with curl; the port stays that of the connection.
    private Uri Asked() => Headers.LastOrDefault(IsHost) is { } host ? new UriBuilder(Url) { Host = host[(host.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() }.Uri : Url;

    private static bool IsHost(string header) => header[..header.IndexOf(':', StringComparison.Ordinal)].Trim().Equals("host", StringComparison.OrdinalIgnoreCase);
}
