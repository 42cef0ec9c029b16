using System.Collections.Immutable;

namespace Sluice.Translation.Explaining;

/// <summary>A request to be explained.</summary>
public sealed record ExplainedRequest
{
    /// <summary>http, https, tls (by SNI), tcp or udp.</summary>
    public required string Scheme { get; init; }

    /// <summary>Host name, without port; the SNI as well where the scheme is encrypted.</summary>
    public string Host { get; init; } = "";

    /// <summary>The port a client addresses.</summary>
    public required int Port { get; init; }

    public string Method { get; init; } = "GET";

    /// <summary>With the query, if there is one.</summary>
    public string PathAndQuery { get; init; } = "/";

    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>In the mesh, the namespace of the client's pod; null for a client of which it is not known.</summary>
    public string? ClientNamespace { get; init; }

    /// <summary>Of an absolute URL; a missing port is that of the scheme.</summary>
    public static ExplainedRequest Of(Uri url, string method = "GET", params IEnumerable<KeyValuePair<string, string>> headers) => new()
    {
        Scheme = url.Scheme,
        Host = url.Host,
        Port = url.Port,
        Method = method,
        PathAndQuery = url.PathAndQuery,
        Headers = [.. headers],
    };
}
