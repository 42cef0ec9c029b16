using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Indexing;

namespace Sluice.Translation.Routes;

/// <summary>What the five kinds of route have in common.</summary>
internal sealed record RouteInput
{
    public required RouteKey Route { get; init; }

    public required KubernetesObject Source { get; init; }

    public required IReadOnlyList<ParentReference> ParentRefs { get; init; }

    /// <summary>Lower case; empty for kinds without hostnames and for every name.</summary>
    public required ImmutableArray<string> Hostnames { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string Kind => Route.Kind;

    public ObjectKey Key => Route.Key;

    public string TieBreak => Key.ToString();

    /// <summary>Every route, the oldest first.</summary>
    public static ImmutableArray<RouteInput> All(ClusterView view) =>
    [
        .. view.HttpRoutes.Values.Select(route => Of("HTTPRoute", route, route.Spec?.ParentRefs, route.Spec?.Hostnames))
            .Concat(view.GrpcRoutes.Values.Select(route => Of("GRPCRoute", route, route.Spec?.ParentRefs, route.Spec?.Hostnames)))
            .Concat(view.TlsRoutes.Values.Select(route => Of("TLSRoute", route, route.Spec?.ParentRefs, route.Spec?.Hostnames)))
            .Concat(view.TcpRoutes.Values.Select(route => Of("TCPRoute", route, route.Spec?.ParentRefs, null)))
            .Concat(view.UdpRoutes.Values.Select(route => Of("UDPRoute", route, route.Spec?.ParentRefs, null)))
            .OrderBy(route => route.CreatedAt).ThenBy(route => route.TieBreak, StringComparer.Ordinal).ThenBy(route => route.Kind, StringComparer.Ordinal),
    ];

    private static RouteInput Of(string kind, KubernetesObject source, IList<ParentReference>? parents, IList<string>? hostnames) => new()
    {
        Route = new RouteKey(kind, source.Key()),
        Source = source,
        ParentRefs = [.. parents ?? []],
        Hostnames = [.. (hostnames ?? []).Select(name => name.ToLowerInvariant()).Distinct()],
        CreatedAt = source.CreatedAt(),
    };
}
