using System.Collections.Immutable;
using Sluice.Translation.Gateways;
using Sluice.Translation.Mesh;
using Sluice.Translation.Status;

namespace Sluice.Translation.Routes;

/// <summary>A route, where it is attached and what it says; with what follows from it, made once.</summary>
internal sealed class TranslatedRoute(AttachedRoute attached, CompiledRoute compiled, CompiledRoute meshCompiled)
{
    private readonly Dictionary<ObjectKey, RouteUnits> _units = [];
    private ImmutableArray<string> _listeners;
    private ImmutableArray<ObjectKey> _gateways;
    private PlannedRoute? _status;

    public AttachedRoute Attached { get; } = attached;

    /// <summary>As Gateways serve it.</summary>
    public CompiledRoute Compiled { get; } = compiled;

    /// <summary>As the mesh serves it, where references need no grant; the same instance where that makes no difference.</summary>
    public CompiledRoute MeshCompiled { get; } = meshCompiled;

    public RouteInput Route => Attached.Route;

    /// <summary>Unit names of the listeners that take the route.</summary>
    public ImmutableArray<string> Listeners => _listeners.IsDefault
        ? _listeners = Compiled.IsUnusable ? [] : [.. Attached.Parents.SelectMany(parent => parent.Attachments).Select(attachment => attachment.Listener.UnitName).Distinct()]
        : _listeners;

    /// <summary>The Gateways whose listeners take the route.</summary>
    public ImmutableArray<ObjectKey> Gateways => _gateways.IsDefault
        ? _gateways = Compiled.IsUnusable ? [] : [.. Attached.Parents.Where(parent => !parent.Attachments.IsEmpty).Select(parent => parent.Gateway).Distinct()]
        : _gateways;

    public CompiledRoute CompiledOn(ObjectKey gateway) => gateway.Name == MeshNames.Plane ? MeshCompiled : Compiled;

    public PlannedRoute Status => _status ??= RouteStatuses.Of(this);

    /// <summary>Where the route is attached on a Gateway; empty for a route that can't be served at all.</summary>
    public IEnumerable<Attachment> AttachmentsOn(ObjectKey gateway) =>
        Compiled.IsUnusable ? [] : Attached.Parents.Where(parent => parent.Gateway == gateway).SelectMany(parent => parent.Attachments);

    /// <summary>The units of the route on a Gateway.</summary>
    public RouteUnits UnitsOn(ObjectKey gateway, TranslationMemo memo)
    {
        if (!_units.TryGetValue(gateway, out var units))
        {
            _units[gateway] = units = RouteUnits.Of(this, gateway, memo);
        }

        return units;
    }
}

/// <summary>Gateways and routes, connected.</summary>
internal sealed record TranslatedGraph
{
    public required ImmutableDictionary<ObjectKey, GatewayState> Gateways { get; init; }

    public required MeshGraph Mesh { get; init; }

    /// <summary>Every route with a parent of ours, the oldest first.</summary>
    public required ImmutableArray<TranslatedRoute> Routes { get; init; }

    /// <summary>The routes attached to each Gateway, the oldest first.</summary>
    public required Dictionary<ObjectKey, List<TranslatedRoute>> RoutesByGateway { get; init; }

    /// <summary>Number of routes attached to each listener, by its unit name.</summary>
    public required Dictionary<string, int> AttachedRoutes { get; init; }

    /// <summary>Namespaces with consumer routes; sorted.</summary>
    public EquatableArray<string> ClientNamespaces => Mesh.IsOn
        ? [.. RoutesOf(Mesh.Plane).SelectMany(route => route.AttachmentsOn(Mesh.Plane)).Select(attachment => attachment.ClientNamespace).OfType<string>().Distinct().Order(StringComparer.Ordinal)]
        : [];

    public IReadOnlyList<TranslatedRoute> RoutesOf(ObjectKey gateway) => RoutesByGateway.TryGetValue(gateway, out var routes) ? routes : [];

    public static TranslatedGraph Of(ImmutableDictionary<ObjectKey, GatewayState> gateways, MeshGraph mesh, ImmutableArray<TranslatedRoute> routes)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var byGateway = new Dictionary<ObjectKey, List<TranslatedRoute>>();
        foreach (var route in routes)
        {
            foreach (var unit in route.Listeners)
            {
                counts[unit] = counts.GetValueOrDefault(unit) + 1;
            }

            foreach (var gateway in route.Gateways)
            {
                if (!byGateway.TryGetValue(gateway, out var attached))
                {
                    byGateway[gateway] = attached = [];
                }

                attached.Add(route);
            }
        }

        return new TranslatedGraph { Gateways = gateways, Mesh = mesh, Routes = routes, RoutesByGateway = byGateway, AttachedRoutes = counts };
    }
}
