using System.Collections.Immutable;
using Sluice.GatewayApi.Validation;
using Sluice.Translation.Status;

namespace Sluice.Translation.Routes;

/// <summary>
/// HTTPRoutes and GRPCRoutes of one listener never share a hostname: the older route keeps it, the other one is not attached there.
/// </summary>
internal static class KindConflicts
{
    /// <param name="routes">The oldest first.</param>
    public static ImmutableArray<(RouteCell Cell, AttachedRoute Route)> Resolve(ImmutableArray<(RouteCell Cell, AttachedRoute Route)> routes)
    {
        if (!routes.Any(entry => entry.Route.Route.Kind == "GRPCRoute") || !routes.Any(entry => entry.Route.Route.Kind == "HTTPRoute"))
        {
            return routes;
        }

        var claims = new Dictionary<string, Claims>(StringComparer.Ordinal);
        return [.. routes.Select(entry => entry.Route.Route.Kind is "HTTPRoute" or "GRPCRoute" ? (entry.Cell, Keep(entry.Route, claims)) : entry)];
    }

    private static AttachedRoute Keep(AttachedRoute route, Dictionary<string, Claims> claims)
    {
        var parents = route.Parents.Select(parent => Keep(parent, route.Route, claims)).ToImmutableArray();
        return parents.AsSpan().SequenceEqual(route.Parents.AsSpan()) ? route : route with { Parents = parents };
    }

    private static ParentOutcome Keep(ParentOutcome parent, RouteInput route, Dictionary<string, Claims> claims)
    {
        var kept = ImmutableArray.CreateBuilder<Attachment>();
        RouteInput? winner = null;
        if (parent.IsMesh)
        {
            return parent;
        }

        foreach (var attachment in parent.Attachments)
        {
            if (!claims.TryGetValue(attachment.Listener.UnitName, out var claimed))
            {
                claims[attachment.Listener.UnitName] = claimed = new Claims();
            }

            if (claimed.Older(route, attachment) is { } older)
            {
                winner ??= older;
                continue;
            }

            claimed.Add(route, attachment);
            kept.Add(attachment);
        }

        return kept.Count == parent.Attachments.Length ? parent
            : kept.Count == 0 ? parent with { Attachments = [], Rejected = (Reasons.Conflicted, Conditions.OtherKindClaims(winner!.Kind, winner.Key.ToString())) }
            : parent with { Attachments = kept.ToImmutable() };
    }

    /// <summary>Hostnames of a listener by the kind of route that has them.</summary>
    private sealed class Claims
    {
        private readonly Dictionary<string, Dictionary<string, RouteInput>> _byKind = new(StringComparer.Ordinal)
        {
            ["HTTPRoute"] = new(StringComparer.Ordinal),
            ["GRPCRoute"] = new(StringComparer.Ordinal),
        };

        public RouteInput? Older(RouteInput route, Attachment attachment)
        {
            var others = _byKind[route.Kind == "HTTPRoute" ? "GRPCRoute" : "HTTPRoute"];
            return others.FirstOrDefault(claim => attachment.Hostnames.Any(name => Hostnames.Intersect(name, claim.Key) is not null)).Value;
        }

        public void Add(RouteInput route, Attachment attachment)
        {
            foreach (var name in attachment.Hostnames)
            {
                _byKind[route.Kind].TryAdd(name, route);
            }
        }
    }
}
