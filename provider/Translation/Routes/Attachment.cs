using System.Collections.Immutable;
using Sluice.GatewayApi.Validation;
using Sluice.Routing.Model;
using Sluice.Translation.Gateways;
using Sluice.Translation.Mesh;
using Sluice.Translation.Status;

namespace Sluice.Translation.Routes;

/// <summary>A listener that takes a route, and the hostnames both have.</summary>
internal sealed record Attachment(ListenerState Listener, ImmutableArray<string> Hostnames)
{
    /// <summary>Set for a consumer route of a mesh: the only clients that it is for.</summary>
    public string? ClientNamespace { get; init; }
}

/// <summary>What became of a parentRef that names a parent of ours.</summary>
internal sealed record ParentOutcome
{
    public required ParentKey Parent { get; init; }

    public required ObjectKey Gateway { get; init; }

    public ImmutableArray<Attachment> Attachments { get; init; } = [];

    /// <summary>Reason and message of Accepted=False; null where the route is attached.</summary>
    public (string Reason, string Message)? Rejected { get; init; }

    /// <summary>What has to happen before the route serves; null where it does.</summary>
    public string? Pending { get; init; }

    /// <summary>True for a Service; false for a Gateway or ListenerSet.</summary>
    public bool IsMesh => Parent.Kind == "Service";
}

/// <summary>A route with its parents of ours.</summary>
internal sealed record AttachedRoute(RouteInput Route, ImmutableArray<ParentOutcome> Parents);

/// <summary>Attaches routes to listeners: by name and port, then kind and namespace, then hostnames.</summary>
internal static class RouteAttacher
{
    /// <summary>Every route that names a parent of ours, the oldest first.</summary>
    public static ImmutableArray<(RouteCell Cell, AttachedRoute Route)> Attach(
        ClusterView view, ImmutableDictionary<ObjectKey, GatewayState> gateways, MeshGraph mesh, RouteCells cells)
    {
        var sets = gateways.Values.SelectMany(gateway => gateway.Sets.Select(set => (Gateway: gateway, Set: set))).ToDictionary(pair => pair.Set.Key);
        var routes = ImmutableArray.CreateBuilder<(RouteCell Cell, AttachedRoute Route)>(cells.Ordered.Length);
        foreach (var cell in cells.Ordered)
        {
            if (!ReferenceEquals(cell.AttachedUnder.Gateways, gateways) || !ReferenceEquals(cell.AttachedUnder.Namespaces, view.Namespaces)
                || (!cell.Input.ServiceParents.IsEmpty && !ReferenceEquals(cell.AttachedUnder.Mesh, mesh)))
            {
                var parents = Parents(cell.Input, view, gateways, mesh, sets);
                cell.Attached = parents.IsEmpty ? null : new AttachedRoute(cell.Input, parents);
                cell.AttachedUnder = (gateways, view.Namespaces, mesh);
            }

            if (cell.Attached is { } attached)
            {
                routes.Add((cell, attached));
            }
        }

        return MeshKindConflicts.Resolve(KindConflicts.Resolve(routes.ToImmutable()), mesh);
    }

    private static ImmutableArray<ParentOutcome> Parents(
        RouteInput route,
        ClusterView view,
        ImmutableDictionary<ObjectKey, GatewayState> gateways,
        MeshGraph mesh,
        Dictionary<ObjectKey, (GatewayState Gateway, ListenerSetState Set)> sets)
    {
        var parents = ImmutableArray.CreateBuilder<ParentOutcome>();
        foreach (var reference in route.ParentRefs)
        {
            if (RouteInput.IsService(reference))
            {
                if (mesh.IsOn || mesh.Services.ContainsKey(RouteInput.ParentOf(reference, route.Key)))
                {
                    parents.Add(MeshAttachment.Attach(route, reference, mesh));
                }

                continue;
            }

            if ((reference.Group ?? ListenerReader.Group) != ListenerReader.Group)
            {
                continue;
            }

            var key = RouteInput.ParentOf(reference, route.Key);
            var kind = reference.Kind ?? "Gateway";
            var parent = new ParentKey
            {
                Group = ListenerReader.Group,
                Kind = kind,
                Namespace = key.Namespace,
                Name = key.Name,
                SectionName = string.IsNullOrEmpty(reference.SectionName) ? null : reference.SectionName,
                Port = reference.Port,
            };
            if (kind == "Gateway" && gateways.TryGetValue(key, out var gateway))
            {
                parents.Add(AttachTo(route, parent, gateway.Key, gateway.Listeners, view));
            }
            else if (kind == "ListenerSet" && sets.TryGetValue(key, out var pair))
            {
                parents.Add(pair.Set.IsAttached
                    ? AttachTo(route, parent, pair.Gateway.Key, pair.Set.Listeners, view)
                    : new ParentOutcome { Parent = parent, Gateway = pair.Gateway.Key, Rejected = (Reasons.NoMatchingParent, Conditions.SetNotAttached) });
            }
        }

        return parents.ToImmutable();
    }

    private static ParentOutcome AttachTo(RouteInput route, ParentKey parent, ObjectKey gateway, ImmutableArray<ListenerState> listeners, ClusterView view)
    {
        var outcome = new ParentOutcome { Parent = parent, Gateway = gateway };
        var named = listeners.Where(listener => (parent.SectionName is null || parent.SectionName == listener.Name) && (parent.Port is null || parent.Port == listener.Port)).ToList();
        if (named.Count == 0)
        {
            return outcome with { Rejected = (Reasons.NoMatchingParent, Conditions.NoListener(parent.SectionName, parent.Port)) };
        }

        var ofKind = named.Where(listener => listener.SupportedKinds.Contains(route.Kind)).ToList();
        if (ofKind.Count == 0)
        {
            return outcome with { Rejected = (Reasons.NotAllowedByListeners, Conditions.KindNotAllowed(route.Kind)) };
        }

        var admitting = ofKind.Where(listener => AllowedNamespaces.Admits(listener, route.Key.Namespace, view)).ToList();
        if (admitting.Count == 0)
        {
            return outcome with { Rejected = (Reasons.NotAllowedByListeners, Conditions.NamespaceNotAllowed(route.Key.Namespace)) };
        }

        var attachments = admitting.Select(listener => new Attachment(listener, Intersect(listener, route))).Where(attachment => !attachment.Hostnames.IsEmpty).ToImmutableArray();
        return attachments.IsEmpty
            ? outcome with { Rejected = (Reasons.NoMatchingListenerHostname, Conditions.NoHostname(route.Hostnames)) }
            : outcome with { Attachments = attachments };
    }

    private static ImmutableArray<string> Intersect(ListenerState listener, RouteInput route)
    {
        if (listener.Protocol is ListenerProtocol.Tcp or ListenerProtocol.Udp)
        {
            return [""];
        }

        return route.Hostnames.IsEmpty
            ? [listener.Hostname]
            : [.. route.Hostnames.Select(name => Hostnames.Intersect(listener.Hostname, name)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }
}
