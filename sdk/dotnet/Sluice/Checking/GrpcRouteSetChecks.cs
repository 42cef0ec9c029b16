namespace Sluice.Checking;

/// <summary>Checks of a gRPC route's arguments.</summary>
internal static class GrpcRouteSetChecks
{
    public static ArgsCheck Check(GrpcRouteSetArgs args)
    {
        var check = new ArgsCheck();
        var isNamespaceKnown = args.Namespace is not null || args.Parent?.Namespace is not null;
        check.Value("namespace", args.Namespace, Rules.Namespace);
        RouteChecks.Parents(check, args.Parent, args.Parents);
        RouteChecks.Hostnames(check, args.Hostnames);
        if (args.Rules.Count == 0)
        {
            check.Report("rules", Problem.Missing("Give the route at least one rule; a rule without methods takes every call."));
        }

        if (args.Rules.Count > 16)
        {
            check.Report("rules", Problem.Range(args.Rules.Count, "at most 16 rules per route; make a second route for the rest"));
        }

        for (var i = 0; i < args.Rules.Count; i++)
        {
            Rule(check, $"rules[{i}]", args.Rules[i], isNamespaceKnown);
        }

        return check;
    }

    private static void Rule(ArgsCheck check, string path, GrpcRuleArgs rule, bool isNamespaceKnown)
    {
        if (rule.Name is not null)
        {
            check.Report($"{path}.name", Rules.ObjectName(rule.Name));
        }

        for (var i = 0; i < rule.Methods.Count; i++)
        {
            Method(check, $"{path}.methods[{i}]", rule.Methods[i]);
        }

        RouteChecks.Matches(check, path, rule.Headers, "headers", Rules.HeaderName);
        RouteChecks.Session(check, path, rule.SessionPersistence);
        RouteChecks.Filters(check, path, rule.Filters, isNamespaceKnown);
        RouteChecks.NoFilterTwice(check, path, rule.Filters);
        for (var i = 0; i < rule.Filters.Count; i++)
        {
            if (rule.Filters[i] is { Redirect: not null } or { Rewrite: not null } or { Cors: not null })
            {
                check.Report($"{path}.filters[{i}]", Problem.Conflict("gRPC calls are neither redirected nor rewritten, and browsers do not make them. Remove the filter."));
            }
        }

        if (rule.Backend is not null && rule.Backends.Count > 0)
        {
            check.Report($"{path}.backends", Problem.Conflict("backend and backends exclude each other. Put all of them in backends."));
        }

        if (rule.Backend is not null || rule.Backends.Count == 0)
        {
            RouteChecks.Backend(check, $"{path}.backend", rule.Backend, isNamespaceKnown);
        }

        for (var i = 0; i < rule.Backends.Count; i++)
        {
            RouteChecks.Backend(check, $"{path}.backends[{i}]", rule.Backends[i], isNamespaceKnown);
        }
    }

    private static void Method(ArgsCheck check, string path, GrpcMethodArgs method)
    {
        check.Choice($"{path}.type", method.Type, PathMatch.ExactType, PathMatch.RegexType);
        if (method.Service is null && method.Method is null)
        {
            check.Report(path, Problem.Missing("Say which service or method is meant."));
        }

        check.Value($"{path}.service", method.Service, method.Type == PathMatch.RegexType ? Rules.Regex : Rules.GrpcService);
        check.Value($"{path}.method", method.Method, method.Type == PathMatch.RegexType ? Rules.Regex : Rules.GrpcMethod);
    }
}
