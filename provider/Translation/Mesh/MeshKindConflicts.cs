using System.Collections.Immutable;
using Sluice.Translation.Routes;
using Sluice.Translation.Status;

namespace Sluice.Translation.Mesh;

/// <summary>Of the kinds of route on one Service port only the first of GRPCRoute, HTTPRoute, TLSRoute, TCPRoute is attached (GEP-1294); consumers of a namespace have an order of their own.</summary>
internal static class MeshKindConflicts
{
    private static readonly ImmutableArray<string> Order = ["GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute"];

    /// <param name="routes">The oldest first.</param>
    /// <param name="mesh">The mesh.</param>
    public static ImmutableArray<(RouteCell Cell, AttachedRoute Route)> Resolve(ImmutableArray<(RouteCell Cell, AttachedRoute Route)> routes, MeshGraph mesh)
    {
        if (!mesh.IsOn)
        {
            return routes;
        }

        var first = new Dictionary<(string Listener, string? Client), RouteInput>();
        foreach (var (_, route) in routes)
        {
            foreach (var attachment in route.Parents.Where(parent => parent.IsMesh).SelectMany(parent => parent.Attachments))
            {
                var claim = (attachment.Listener.UnitName, attachment.ClientNamespace);
                if (!first.TryGetValue(claim, out var other) || Order.IndexOf(route.Route.Kind) < Order.IndexOf(other.Kind))
                {
                    first[claim] = route.Route;
                }
            }
        }

        return first.Count == 0 ? routes : [.. routes.Select(entry => (entry.Cell, Keep(entry.Route, first)))];
    }

    private static AttachedRoute Keep(AttachedRoute route, Dictionary<(string Listener, string? Client), RouteInput> first)
    {
        if (!route.Parents.Any(parent => parent.IsMesh))
        {
            return route;
        }

        var parents = route.Parents.Select(parent => parent.IsMesh ? Keep(parent, route.Route, first) : parent).ToImmutableArray();
        return parents.AsSpan().SequenceEqual(route.Parents.AsSpan()) ? route : route with { Parents = parents };
    }

    private static ParentOutcome Keep(ParentOutcome parent, RouteInput route, Dictionary<(string Listener, string? Client), RouteInput> first)
    {
        var kept = parent.Attachments.RemoveAll(attachment => first[(attachment.Listener.UnitName, attachment.ClientNamespace)].Kind != route.Kind);
        if (kept.Length == parent.Attachments.Length)
        {
            return parent;
        }

        var winner = first[(parent.Attachments[0].Listener.UnitName, parent.Attachments[0].ClientNamespace)];
        return kept.IsEmpty
            ? parent with { Attachments = [], Rejected = (Reasons.Conflicted, Conditions.GreaterKind(winner.Kind, winner.Key.ToString())) }
            : parent with { Attachments = kept };
    }
}
