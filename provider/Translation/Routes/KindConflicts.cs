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
    public static ImmutableArray<AttachedRoute> Resolve(ImmutableArray<AttachedRoute> routes)
    {
        if (!routes.Any(route => route.Route.Kind == "GRPCRoute") || !routes.Any(route => route.Route.Kind == "HTTPRoute"))
        {
            return routes;
        }

        var claims = new Dictionary<string, List<(string Hostname, RouteInput Route)>>(StringComparer.Ordinal);
        return [.. routes.Select(route => route.Route.Kind is "HTTPRoute" or "GRPCRoute" ? route with { Parents = [.. route.Parents.Select(parent => Keep(parent, route.Route, claims))] } : route)];
    }

    private static ParentOutcome Keep(ParentOutcome parent, RouteInput route, Dictionary<string, List<(string Hostname, RouteInput Route)>> claims)
    {
        var kept = ImmutableArray.CreateBuilder<Attachment>();
        RouteInput? winner = null;
        foreach (var attachment in parent.Attachments)
        {
            if (!claims.TryGetValue(attachment.Listener.UnitName, out var claimed))
            {
                claims[attachment.Listener.UnitName] = claimed = [];
            }

            var older = claimed.FirstOrDefault(claim => claim.Route.Kind != route.Kind && attachment.Hostnames.Any(name => Hostnames.Intersect(name, claim.Hostname) is not null)).Route;
            if (older is not null)
            {
                winner ??= older;
                continue;
            }

            claimed.AddRange(attachment.Hostnames.Where(name => !claimed.Any(claim => claim.Route.Kind == route.Kind && claim.Hostname == name)).Select(name => (name, route)).ToList());
            kept.Add(attachment);
        }

        return kept.Count == 0 && winner is not null
            ? parent with { Attachments = [], Rejected = (Reasons.Conflicted, Conditions.OtherKindClaims(winner.Kind, winner.Key.ToString())) }
            : parent with { Attachments = kept.ToImmutable() };
    }
}
