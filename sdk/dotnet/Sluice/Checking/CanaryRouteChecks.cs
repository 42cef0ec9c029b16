namespace Sluice.Checking;

/// <summary>Checks of a canary route's arguments.</summary>
internal static class CanaryRouteChecks
{
    public static ArgsCheck Check(CanaryRouteArgs args)
    {
        var check = new ArgsCheck();
        var isNamespaceKnown = args.Namespace is not null || args.Parent?.Namespace is not null;
        check.Value("namespace", args.Namespace, Rules.Namespace);
        check.Choice("protocol", args.Protocol, "http", "grpc");
        RouteChecks.Parents(check, args.Parent, args.Parents);
        RouteChecks.Hostnames(check, args.Hostnames);
        RouteChecks.Paths(check, "", args.Paths);
        Version(check, "stable", args.Stable, isNamespaceKnown);
        Version(check, "canary", args.Canary, isNamespaceKnown);
        check.Required("canaryWeight", args.CanaryWeight, Rules.Percent, "Say which share of the requests the canary gets, from 0 to 100.");
        for (var i = 0; i < args.Pins.Count; i++)
        {
            Pin(check, $"pins[{i}]", args.Pins[i], isNamespaceKnown);
        }

        if (args.Pins.Count > 15)
        {
            check.Report("pins", Problem.Range(args.Pins.Count, "at most 15 pins per route"));
        }

        FilterChecks.Mirror(check, "mirror", args.Mirror, isNamespaceKnown);
        RouteChecks.Filters(check, "", args.Filters, isNamespaceKnown);
        if (args.Filters.Any(filter => filter.Redirect is not null))
        {
            check.Report("filters", Problem.Conflict("A redirect is answered at once, so neither version would get a request. Use a WebRoute for it."));
        }

        RouteChecks.NoFilterTwice(check, "", args.Filters);
        RouteChecks.ReplacedPrefix(check, "", args.Paths, args.Filters);
        RouteChecks.Timeouts(check, "", args.RequestTimeout, args.BackendRequestTimeout);
        RouteChecks.Retry(check, "", args.Retry);
        RouteChecks.Session(check, "", args.SessionPersistence);
        if (args.IsGrpc())
        {
            NotForGrpc(check, args);
        }

        return check;
    }

    private static void Version(ArgsCheck check, string path, BackendArgs? backend, bool isNamespaceKnown)
    {
        RouteChecks.Backend(check, path, backend, isNamespaceKnown);
        if (backend?.Weight is not null)
        {
            check.Report($"{path}.weight", Problem.Conflict("The weights follow from canaryWeight. Remove this one."));
        }
    }

    private static void Pin(ArgsCheck check, string path, PinArgs pin, bool isNamespaceKnown)
    {
        if (pin.Headers.Count + pin.QueryParams.Count == 0 && pin.Method is null)
        {
            check.Report(path, Problem.Missing("Say which requests are pinned: by a header, a query parameter or the method."));
        }

        RouteChecks.Matches(check, path, pin.Headers, "headers", Rules.HeaderName);
        RouteChecks.Matches(check, path, pin.QueryParams, "queryParams", Rules.HeaderName);
        check.Value($"{path}.method", pin.Method, Rules.Method);
        RouteChecks.Backend(check, $"{path}.backend", pin.Backend, isNamespaceKnown);
    }

    private static void NotForGrpc(ArgsCheck check, CanaryRouteArgs args)
    {
        void Refuse(string path, bool isSet, string cure)
        {
            if (isSet)
            {
                check.Report(path, Problem.Conflict($"A gRPC route cannot have this. {cure}"));
            }
        }

        Refuse("paths", args.Paths.Count > 0, "Remove it, or use protocol http.");
        Refuse("requestTimeout", args.RequestTimeout is not null, "Set the deadline in the client.");
        Refuse("backendRequestTimeout", args.BackendRequestTimeout is not null, "Set the deadline in the client.");
        Refuse("retry", args.Retry is not null, "Let the client retry.");
        for (var i = 0; i < args.Pins.Count; i++)
        {
            Refuse($"pins[{i}].queryParams", args.Pins[i].QueryParams.Count > 0, "Pin by a header.");
            Refuse($"pins[{i}].method", args.Pins[i].Method is not null, "Pin by a header.");
        }

        for (var i = 0; i < args.Filters.Count; i++)
        {
            Refuse($"filters[{i}]", args.Filters[i].Rewrite is not null || args.Filters[i].Cors is not null, "Remove the filter, or use protocol http.");
        }
    }
}
