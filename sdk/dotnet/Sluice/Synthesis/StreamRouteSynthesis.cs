using System.Collections.Immutable;
using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>Arguments of routes that look at connections become a TCPRoute, UDPRoute or TLSRoute.</summary>
internal static class StreamRouteSynthesis
{
    public static RouteObjects<TCPRouteArgs> Tcp(Gate gate, string name, TcpSplitArgs args)
    {
        var (parents, ns) = (References.All(args.Parent, args.Parents), args.Namespace ?? args.Parent?.Namespace);
        var spec = new TCPRouteSpecArgs { Rules = new[] { new TCPRouteRuleArgs { BackendRefs = Backends(args.Backends) } } };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        var route = args.Transformed(new TCPRouteArgs { Metadata = Of(gate, name, ns, args.Labels, args.Annotations, parents, args.SkipAwait), Spec = spec });
        return new(new(name, route), References.Grants(gate, name, Kinds.TcpRoute, ns, args.Backends));
    }

    public static RouteObjects<UDPRouteArgs> Udp(Gate gate, string name, UdpForwardArgs args)
    {
        var (parents, ns) = (References.All(args.Parent, args.Parents), args.Namespace ?? args.Parent?.Namespace);
        var spec = new UDPRouteSpecArgs { Rules = new[] { new UDPRouteRuleArgs { BackendRefs = Backends(args.Backends) } } };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        var route = args.Transformed(new UDPRouteArgs { Metadata = Of(gate, name, ns, args.Labels, args.Annotations, parents, args.SkipAwait), Spec = spec });
        return new(new(name, route), References.Grants(gate, name, Kinds.UdpRoute, ns, args.Backends));
    }

    public static RouteObjects<TLSRouteArgs> Tls(Gate gate, string name, TlsPassthroughArgs args)
    {
        var (parents, ns) = (References.All(args.Parent, args.Parents), args.Namespace ?? args.Parent?.Namespace);
        var spec = new TLSRouteSpecArgs { Rules = new[] { new TLSRouteRuleArgs { BackendRefs = Backends(args.Backends) } } };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        if (Lists.OrNone(args.Hostnames) is { } hostnames)
        {
            spec.Hostnames = hostnames;
        }

        var route = args.Transformed(new TLSRouteArgs { Metadata = Of(gate, name, ns, args.Labels, args.Annotations, parents, args.SkipAwait), Spec = spec });
        return new(new(name, route), References.Grants(gate, name, Kinds.TlsRoute, ns, args.Backends));
    }

    private static ObjectMetaArgs Of(
        Gate gate, string name, Input<string>? ns, InputMap<string>? labels, InputMap<string>? annotations, ImmutableArray<ParentArgs> parents, bool? skipAwait) =>
        Metadata.Of(gate, name, ns, labels, annotations).WaitingFor(Waits.Route(parents.Length), skipAwait);

    private static BackendRefArgs[] Backends(List<BackendArgs> backends) =>
    [
        .. backends.Select(backend => new BackendRefArgs
        {
            Group = Optional.Of(backend.Group),
            Kind = Optional.Of(backend.Kind),
            Name = backend.Name,
            Namespace = Optional.Of(backend.Namespace),
            Port = backend.Port,
            Weight = backend.Weight,
        }),
    ];
}
