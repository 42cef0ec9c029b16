namespace Sluice.Testing.Traffic;

/// <summary>What happens to a request, as far as the manifests decide it.</summary>
public sealed record TrafficAnswer
{
    /// <summary>The listener that takes the request, such as <c>Gateway/shop/edge/https</c>; empty if the connection is refused.</summary>
    public string Listener { get; init; } = "";

    /// <summary>The route, such as <c>HTTPRoute/shop/reviews</c>; empty if none matches.</summary>
    public string Route { get; init; } = "";

    /// <summary>Position of the rule in its route; -1 if none matches.</summary>
    public int Rule { get; init; } = -1;

    /// <summary>The status the gateway answers by itself: 404 without a route, 3xx for a redirect, 500 where a backend cannot be used; null if a backend answers.</summary>
    public int? Status { get; init; }

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; init; }

    /// <summary>Why the gateway answers by itself or refuses the connection.</summary>
    public string? Reason { get; init; }

    /// <summary>Backends such as <c>Service/shop/reviews-v1:9080</c>, and the share of such requests each gets, in percent.</summary>
    public IReadOnlyDictionary<string, double> Shares { get; init; } = new Dictionary<string, double>();

    /// <summary>Backends that get copies, and of which share of the requests, in percent.</summary>
    public IReadOnlyDictionary<string, double> Mirrors { get; init; } = new Dictionary<string, double>();
}
