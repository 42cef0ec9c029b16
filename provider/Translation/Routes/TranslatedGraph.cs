using System.Collections.Immutable;
using Sluice.Translation.Gateways;

namespace Sluice.Translation.Routes;

/// <summary>A route, where it is attached and what it says.</summary>
internal sealed record TranslatedRoute(AttachedRoute Attached, CompiledRoute Compiled)
{
    public RouteInput Route => Attached.Route;

    /// <summary>Where the route is attached on a Gateway; empty for a route that can't be served at all.</summary>
    public IEnumerable<Attachment> AttachmentsOn(ObjectKey gateway) =>
        Compiled.IsUnusable ? [] : Attached.Parents.Where(parent => parent.Gateway == gateway).SelectMany(parent => parent.Attachments);
}

/// <summary>Gateways and routes, connected.</summary>
internal sealed record TranslatedGraph
{
    public required ImmutableDictionary<ObjectKey, GatewayState> Gateways { get; init; }

    /// <summary>Every route with a parent of ours, the oldest first.</summary>
    public required ImmutableArray<TranslatedRoute> Routes { get; init; }

    /// <summary>The routes attached to each Gateway, the oldest first.</summary>
    public required ILookup<ObjectKey, TranslatedRoute> RoutesByGateway { get; init; }

    /// <summary>Number of routes attached to each listener, by its unit name.</summary>
    public required Dictionary<string, int> AttachedRoutes { get; init; }

    public static TranslatedGraph Of(ImmutableDictionary<ObjectKey, GatewayState> gateways, ImmutableArray<TranslatedRoute> routes)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var byGateway = new List<(ObjectKey Gateway, TranslatedRoute Route)>();
        foreach (var route in routes)
        {
            if (route.Compiled.IsUnusable)
            {
                continue;
            }

            foreach (var unit in route.Attached.Parents.SelectMany(parent => parent.Attachments).Select(attachment => attachment.Listener.UnitName).Distinct())
            {
                counts[unit] = counts.GetValueOrDefault(unit) + 1;
            }

            byGateway.AddRange(route.Attached.Parents.Where(parent => !parent.Attachments.IsEmpty).Select(parent => parent.Gateway).Distinct().Select(gateway => (gateway, route)));
        }

        return new TranslatedGraph
        {
            Gateways = gateways,
            Routes = routes,
            RoutesByGateway = byGateway.ToLookup(pair => pair.Gateway, pair => pair.Route),
            AttachedRoutes = counts,
        };
    }
}
