using System.Collections.Immutable;
using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>
/// A canary's arguments become one route. Both versions are always in it, so that every weight from 0 to 100 is a change of two numbers
/// in one object.
/// </summary>
internal static class CanaryRouteSynthesis
{
    public static RouteObjects<HTTPRouteArgs> MakeHttp(Gate gate, string name, CanaryRouteArgs args)
    {
        var parents = References.All(args.Parent, args.Parents);
        var filters = Filters(args);
        HTTPRouteRuleArgs[] rules =
        [
            .. args.Pins.Select(pin => HttpRule(args, filters, HttpRules.Matches(args.Paths, pin.Headers, pin.QueryParams, pin.Method), HttpRules.Backend(pin.Backend, null))),
            HttpRule(
                args, filters, HttpRules.Matches(args.Paths, [], [], null),
                HttpRules.Backend(args.Stable, StableWeight(args)), HttpRules.Backend(args.Canary, args.CanaryWeight)),
        ];
        var spec = new HTTPRouteSpecArgs { Rules = rules };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        if (Lists.OrNone(args.Hostnames) is { } hostnames)
        {
            spec.Hostnames = hostnames;
        }

        var route = args.Transformed(new HTTPRouteArgs { Metadata = MetadataOf(gate, name, args, parents), Spec = spec });
        return new(new(name, route), GrantsOf(gate, name, Kinds.HttpRoute, args));
    }

    public static RouteObjects<GRPCRouteArgs> MakeGrpc(Gate gate, string name, CanaryRouteArgs args)
    {
        var parents = References.All(args.Parent, args.Parents);
        var filters = Filters(args);
        GRPCRouteRuleArgs[] rules =
        [
            .. args.Pins.Select(pin => GrpcRule(args, filters, GrpcRules.Matches([], pin.Headers), GrpcRules.Backend(pin.Backend, null))),
            GrpcRule(args, filters, null, GrpcRules.Backend(args.Stable, StableWeight(args)), GrpcRules.Backend(args.Canary, args.CanaryWeight)),
        ];
        var spec = new GRPCRouteSpecArgs { Rules = rules };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        if (Lists.OrNone(args.Hostnames) is { } hostnames)
        {
            spec.Hostnames = hostnames;
        }

        var route = args.Transformed(new GRPCRouteArgs { Metadata = MetadataOf(gate, name, args, parents), Spec = spec });
        return new(new(name, route), GrantsOf(gate, name, Kinds.GrpcRoute, args));
    }

    private static Input<int> StableWeight(CanaryRouteArgs args) => args.CanaryWeight.Apply(weight => 100 - weight);

    private static List<FilterArgs> Filters(CanaryRouteArgs args) =>
        args.Mirror is null ? args.Filters : [.. args.Filters, new FilterArgs { Mirror = args.Mirror }];

    private static Pulumi.Kubernetes.Types.Inputs.Meta.V1.ObjectMetaArgs MetadataOf(Gate gate, string name, CanaryRouteArgs args, ImmutableArray<ParentArgs> parents) =>
        Metadata.Of(gate, name, args.Namespace ?? args.Parent?.Namespace, args.Labels, args.Annotations).WaitingFor(Waits.Route(parents.Length), args.SkipAwait);

    private static ImmutableArray<Named<ReferenceGrantArgs>> GrantsOf(Gate gate, string name, string kind, CanaryRouteArgs args) =>
        References.Grants(gate, name, kind, args.Namespace ?? args.Parent?.Namespace, Backends(args));

    private static IEnumerable<BackendArgs> Backends(CanaryRouteArgs args)
    {
        IEnumerable<BackendArgs> targets = [args.Stable, args.Canary, .. args.Pins.Select(pin => pin.Backend)];
        return targets
            .Concat(Filters(args).Concat(targets.SelectMany(target => target.Filters)).Where(filter => filter.Mirror is not null).Select(filter => filter.Mirror!.Backend));
    }

    private static HTTPRouteRuleArgs HttpRule(CanaryRouteArgs args, List<FilterArgs> filters, InputList<HTTPRouteMatchArgs>? matches, params HTTPBackendRefArgs[] backends)
    {
        var rule = new HTTPRouteRuleArgs
        {
            BackendRefs = backends,
            Timeouts = Optional.Of(HttpRules.Timeouts(args.RequestTimeout, args.BackendRequestTimeout)),
            Retry = Optional.Of(HttpRules.Retry(args.Retry)),
            SessionPersistence = Optional.Of(HttpRules.Session(args.SessionPersistence)),
        };
        if (matches is not null)
        {
            rule.Matches = matches;
        }

        if (HttpFilters.Of(filters) is { } made)
        {
            rule.Filters = made;
        }

        return rule;
    }

    private static GRPCRouteRuleArgs GrpcRule(CanaryRouteArgs args, List<FilterArgs> filters, InputList<GRPCRouteMatchArgs>? matches, params GRPCBackendRefArgs[] backends)
    {
        var rule = new GRPCRouteRuleArgs { BackendRefs = backends, SessionPersistence = Optional.Of(HttpRules.Session(args.SessionPersistence)) };
        if (matches is not null)
        {
            rule.Matches = matches;
        }

        if (GrpcRules.Filters(filters) is { } made)
        {
            rule.Filters = made;
        }

        return rule;
    }
}
