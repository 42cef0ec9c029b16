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

    /// <summary>The Services that it names as parents.</summary>
    public ImmutableArray<ObjectKey> ServiceParents { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Namespace and name, compared ordinally.</summary>
    public required string TieBreak { get; init; }

    public string Kind => Route.Kind;

    public ObjectKey Key => Route.Key;

    /// <summary>Every route with its kind, in no order.</summary>
    public static IEnumerable<(string Kind, KubernetesObject Source)> Sources(ClusterView view)
    {
        foreach (var (_, route) in view.HttpRoutes)
        {
            yield return ("HTTPRoute", route);
        }

        foreach (var (_, route) in view.GrpcRoutes)
        {
            yield return ("GRPCRoute", route);
        }

        foreach (var (_, route) in view.TlsRoutes)
        {
            yield return ("TLSRoute", route);
        }

        foreach (var (_, route) in view.TcpRoutes)
        {
            yield return ("TCPRoute", route);
        }

        foreach (var (_, route) in view.UdpRoutes)
        {
            yield return ("UDPRoute", route);
        }
    }

    public static bool IsService(ParentReference reference) => reference is { Group: "", Kind: "Service" };

    /// <summary>The object that a parentRef names, in the route's namespace unless it names another.</summary>
    public static ObjectKey ParentOf(ParentReference reference, ObjectKey route) =>
        new(string.IsNullOrEmpty(reference.Namespace) ? route.Namespace : reference.Namespace, reference.Name ?? "");

    public static RouteInput Of(string kind, KubernetesObject source)
    {
        var (parents, hostnames) = source switch
        {
            HTTPRoute route => (route.Spec?.ParentRefs, route.Spec?.Hostnames),
            GRPCRoute route => (route.Spec?.ParentRefs, route.Spec?.Hostnames),
            TLSRoute route => (route.Spec?.ParentRefs, route.Spec?.Hostnames),
            TCPRoute route => (route.Spec?.ParentRefs, null),
            UDPRoute route => (route.Spec?.ParentRefs, null),
            _ => throw new ArgumentException($"{source} is no route.", nameof(source)),
        };
        var key = source.Key();
        return new RouteInput
        {
            Route = new RouteKey(kind, key),
            Source = source,
            ParentRefs = [.. parents ?? []],
            ServiceParents = [.. (parents ?? []).Where(IsService).Select(parent => ParentOf(parent, key)).Distinct()],
            Hostnames = [.. (hostnames ?? []).Select(name => name.ToLowerInvariant()).Distinct()],
            CreatedAt = source.CreatedAt(),
            TieBreak = key.ToString(),
        };
    }
}
