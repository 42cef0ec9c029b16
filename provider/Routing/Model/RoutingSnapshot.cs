using System.Collections.Immutable;

namespace Sluice.Routing.Model;

/// <summary>
/// Everything a proxy needs to know to serve traffic: the one contract between the control plane that makes it and the data plane
/// that serves it. Plain immutable data without Kubernetes meaning; object names occur only as <c>Source</c> labels.
/// The maps are keyed by the unit's <c>Name</c>; a unit is the grain of change, of the configuration stream and of
/// incremental compilation: a changed route is one changed unit, whatever the number of its neighbours.
/// </summary>
public sealed record RoutingSnapshot
{
    /// <summary>A snapshot without listeners.</summary>
    public static readonly RoutingSnapshot Empty = new();

    public ImmutableDictionary<string, ListenerConfig> Listeners { get; init; } = ImmutableDictionary<string, ListenerConfig>.Empty;

    public ImmutableDictionary<string, HttpRouteConfig> HttpRoutes { get; init; } = ImmutableDictionary<string, HttpRouteConfig>.Empty;

    public ImmutableDictionary<string, StreamRouteConfig> StreamRoutes { get; init; } = ImmutableDictionary<string, StreamRouteConfig>.Empty;

    public ImmutableDictionary<string, BackendConfig> Backends { get; init; } = ImmutableDictionary<string, BackendConfig>.Empty;

    public ImmutableDictionary<string, CertificateConfig> Certificates { get; init; } = ImmutableDictionary<string, CertificateConfig>.Empty;

    public ImmutableDictionary<string, ClientGroupConfig> ClientGroups { get; init; } = ImmutableDictionary<string, ClientGroupConfig>.Empty;
}
