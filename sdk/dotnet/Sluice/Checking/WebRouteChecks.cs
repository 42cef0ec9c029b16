namespace Sluice.Checking;

/// <summary>Checks of a web route's arguments.</summary>
internal static class WebRouteChecks
{
    public static ArgsCheck Check(WebRouteArgs args)
    {
        var check = new ArgsCheck();
        var isNamespaceKnown = args.Namespace is not null || args.Parent?.Namespace is not null;
        check.Value("namespace", args.Namespace, Rules.Namespace);
        RouteChecks.Parents(check, args.Parent, args.Parents);
        RouteChecks.Hostnames(check, args.Hostnames);
        if (args.Rules.Count == 0)
        {
            check.Report("rules", Problem.Missing("Give the route at least one rule; a rule without paths takes every request."));
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

    private static void Rule(ArgsCheck check, string path, WebRuleArgs rule, bool isNamespaceKnown)
    {
        if (rule.Name is not null)
        {
            check.Report($"{path}.name", Rules.ObjectName(rule.Name));
        }

        RouteChecks.Paths(check, path, rule.Paths);
        RouteChecks.Matches(check, path, rule.Headers, "headers", Rules.HeaderName);
        RouteChecks.Matches(check, path, rule.QueryParams, "queryParams", Rules.HeaderName);
        check.Value($"{path}.method", rule.Method, Rules.Method);
        RouteChecks.Timeouts(check, path, rule.RequestTimeout, rule.BackendRequestTimeout);
        RouteChecks.Retry(check, path, rule.Retry);
        RouteChecks.Session(check, path, rule.SessionPersistence);
        RouteChecks.Filters(check, path, rule.Filters, isNamespaceKnown);
        RouteChecks.NoFilterTwice(check, path, rule.Filters);
        RouteChecks.ReplacedPrefix(check, path, rule.Paths, rule.Filters);
        Backends(check, path, rule, isNamespaceKnown);
    }

    private static void Backends(ArgsCheck check, string path, WebRuleArgs rule, bool isNamespaceKnown)
    {
        var isAnswered = rule.Filters.Any(filter => filter.Redirect is not null || filter.Extension is not null);
        if (rule.Backend is not null && rule.Backends.Count > 0)
        {
            check.Report($"{path}.backends", Problem.Conflict("backend and backends exclude each other. Put all of them in backends."));
        }

        if (rule.Filters.Any(filter => filter.Redirect is not null) && (rule.Backend is not null || rule.Backends.Count > 0))
        {
            check.Report(
                rule.Backend is not null ? $"{path}.backend" : $"{path}.backends",
                Problem.Conflict("A redirect is answered at once, so no request would reach the backend. Remove the redirect or the backend."));
        }

        if (rule.Backend is null && rule.Backends.Count == 0 && !isAnswered)
        {
            check.Report($"{path}.backend", Problem.Missing("Name the Service the requests go to, or answer them with Filter.Redirect."));
        }

        if (rule.Backend is not null)
        {
            RouteChecks.Backend(check, $"{path}.backend", rule.Backend, isNamespaceKnown);
        }

        for (var i = 0; i < rule.Backends.Count; i++)
        {
            RouteChecks.Backend(check, $"{path}.backends[{i}]", rule.Backends[i], isNamespaceKnown);
        }
    }
}
