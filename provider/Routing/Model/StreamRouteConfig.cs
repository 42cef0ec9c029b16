using System.Collections.Immutable;

namespace Sluice.Routing.Model;

/// <summary>
/// One TLSRoute, TCPRoute or UDPRoute. On a TCP or UDP listener the oldest route serves; on a TLS listener the most specific SNI does.
/// </summary>
public sealed record StreamRouteConfig
{
    /// <summary>Unit key, for example <c>TLSRoute/shop/secure</c>.</summary>
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>namespace/name</c>, compared ordinally.</summary>
    public required string TieBreak { get; init; }

    /// <summary>Hostnames are SNI patterns for TLS and one empty string for TCP and UDP.</summary>
    public required ImmutableArray<RouteAttachment> Attachments { get; init; }

    /// <summary>By weight per connection (UDP: per new client socket).</summary>
    public ImmutableArray<WeightedBackend> Backends { get; init; } = [];
}
