using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>A web route's arguments become an HTTPRoute.</summary>
internal static class WebRouteSynthesis
{
    public static RouteObjects<HTTPRouteArgs> Make(Gate gate, string name, WebRouteArgs args)
    {
        var parents = References.All(args.Parent, args.Parents);
        var ns = args.Namespace ?? args.Parent?.Namespace;
        var spec = new HTTPRouteSpecArgs { Rules = args.Rules.Select(Rule).ToArray() };
        if (References.Parents(parents) is { } parentRefs)
        {
            spec.ParentRefs = parentRefs;
        }

        if (Lists.OrNone(args.Hostnames) is { } hostnames)
        {
            spec.Hostnames = hostnames;
        }

        var route = args.Transformed(new HTTPRouteArgs
        {
            Metadata = Metadata.Of(gate, name, ns, args.Labels, args.Annotations).WaitingFor(Waits.Route(parents.Length), args.SkipAwait),
            Spec = spec,
        });
        return new(new(name, route), References.Grants(gate, name, Kinds.HttpRoute, ns, args.Rules.SelectMany(Backends)));
    }

    private static HTTPRouteRuleArgs Rule(WebRuleArgs rule)
    {
        var made = new HTTPRouteRuleArgs
        {
            Name = Optional.Of(rule.Name),
            Timeouts = Optional.Of(HttpRules.Timeouts(rule.RequestTimeout, rule.BackendRequestTimeout)),
            Retry = Optional.Of(HttpRules.Retry(rule.Retry)),
            SessionPersistence = Optional.Of(HttpRules.Session(rule.SessionPersistence)),
        };
        if (HttpRules.Matches(rule.Paths, rule.Headers, rule.QueryParams, rule.Method) is { } matches)
        {
            made.Matches = matches;
        }

        if (HttpFilters.Of(rule.Filters) is { } filters)
        {
            made.Filters = filters;
        }

        if (Lists.OrNone(Targets(rule).Select(backend => HttpRules.Backend(backend, backend.Weight))) is { } backends)
        {
            made.BackendRefs = backends;
        }

        return made;
    }

    private static List<BackendArgs> Targets(WebRuleArgs rule) => rule.Backend is null ? rule.Backends : [rule.Backend];

    private static IEnumerable<BackendArgs> Backends(WebRuleArgs rule) =>
        Targets(rule).Concat(Mirrors(rule.Filters)).Concat(Targets(rule).SelectMany(backend => Mirrors(backend.Filters)));

    private static IEnumerable<BackendArgs> Mirrors(IEnumerable<FilterArgs> filters) =>
        filters.Where(filter => filter.Mirror is not null).Select(filter => filter.Mirror!.Backend);
}
