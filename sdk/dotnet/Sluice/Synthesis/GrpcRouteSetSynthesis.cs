using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>A gRPC route's arguments become a GRPCRoute.</summary>
internal static class GrpcRouteSetSynthesis
{
    public static RouteObjects<GRPCRouteArgs> Make(Gate gate, string name, GrpcRouteSetArgs args)
    {
        var parents = References.All(args.Parent, args.Parents);
        var ns = args.Namespace ?? args.Parent?.Namespace;
        var spec = new GRPCRouteSpecArgs { Rules = args.Rules.Select(Rule).ToArray() };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        if (Lists.OrNone(args.Hostnames) is { } hostnames)
        {
            spec.Hostnames = hostnames;
        }

        var route = args.Transformed(new GRPCRouteArgs
        {
            Metadata = Metadata.Of(gate, name, ns, args.Labels, args.Annotations).WaitingFor(Waits.Route(parents.Length), args.SkipAwait),
            Spec = spec,
        });
        return new(new(name, route), References.Grants(gate, name, Kinds.GrpcRoute, ns, args.Rules.SelectMany(Backends)));
    }

    private static GRPCRouteRuleArgs Rule(GrpcRuleArgs rule)
    {
        var made = new GRPCRouteRuleArgs
        {
            Name = Optional.Of(rule.Name),
            SessionPersistence = Optional.Of(HttpRules.Session(rule.SessionPersistence)),
            BackendRefs = Targets(rule).Select(backend => GrpcRules.Backend(backend, backend.Weight)).ToArray(),
        };
        if (GrpcRules.Matches(rule.Methods, rule.Headers) is { } matches)
        {
            made.Matches = matches;
        }

        if (GrpcRules.Filters(rule.Filters) is { } filters)
        {
            made.Filters = filters;
        }

        return made;
    }

    private static List<BackendArgs> Targets(GrpcRuleArgs rule) => rule.Backend is null ? rule.Backends : [rule.Backend];

    private static IEnumerable<BackendArgs> Backends(GrpcRuleArgs rule) => Targets(rule)
        .Concat(rule.Filters.Concat(Targets(rule).SelectMany(backend => backend.Filters)).Where(filter => filter.Mirror is not null).Select(filter => filter.Mirror!.Backend));
}
