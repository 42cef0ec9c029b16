using Pulumi;

namespace Sluice.Checking;

/// <summary>Checks of what every kind of route is made of.</summary>
internal static class RouteChecks
{
    public static void Parents(ArgsCheck check, ParentArgs? parent, List<ParentArgs> parents)
    {
        if (parent is null && parents.Count == 0)
        {
            check.Report("parent", Problem.Missing("Give the route a gateway (gateway.Reference) or a Service (Parent.Service)."));
        }

        if (parent is not null)
        {
            Parent(check, "parent", parent);
        }

        for (var i = 0; i < parents.Count; i++)
        {
            Parent(check, $"parents[{i}]", parents[i]);
        }
    }

    public static void Parent(ArgsCheck check, string path, ParentArgs parent)
    {
        check.Value($"{path}.kind", parent.Kind, Rules.OneOf(Kinds.Gateway, Kinds.ListenerSet, Kinds.Service));
        check.Required($"{path}.name", parent.Name, Rules.ObjectName, "Name the gateway or Service.");
        check.Value($"{path}.namespace", parent.Namespace, Rules.Namespace);
        check.Value($"{path}.listener", parent.Listener, Rules.ObjectName);
        check.Value($"{path}.port", parent.Port, Rules.Port);
    }

    public static void Hostnames(ArgsCheck check, List<Input<string>> hostnames)
    {
        for (var i = 0; i < hostnames.Count; i++)
        {
            check.Value($"hostnames[{i}]", hostnames[i], Rules.Hostname);
        }
    }

    public static void Backend(ArgsCheck check, string path, BackendArgs? backend, bool isNamespaceKnown)
    {
        if (backend is null)
        {
            check.Report(path, Problem.Missing("Name the Service the requests go to, as in Backend.Service(\"reviews\", 9080)."));
            return;
        }

        check.Required($"{path}.name", backend.Name, Rules.ObjectName, "Name the Service.");
        check.Value($"{path}.weight", backend.Weight, Rules.Weight);
        check.Value($"{path}.port", backend.Port, Rules.Port);
        if (backend.Port is null && backend.Kind is null or Kinds.Service)
        {
            check.Report($"{path}.port", Problem.Missing("Give the port of the Service."));
        }

        if (backend.Namespace is not null)
        {
            check.Report($"{path}.namespace", Rules.Namespace(backend.Namespace));
            if (!isNamespaceKnown && backend.Grant != false)
            {
                check.Report("namespace", Problem.Missing("A backend in another namespace needs a ReferenceGrant, and that names the namespace of the route."));
            }
        }

        Filters(check, path, backend.Filters, isNamespaceKnown);
    }

    public static void Filters(ArgsCheck check, string path, List<FilterArgs> filters, bool isNamespaceKnown)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            FilterChecks.Check(check, Join(path, $"filters[{i}]"), filters[i], isNamespaceKnown);
        }

        if (filters.Any(filter => filter.Redirect is not null) && filters.Any(filter => filter.Rewrite is not null))
        {
            check.Report(Join(path, "filters"), Problem.Conflict("A redirect is answered at once, so a rewrite beside it does nothing. Remove one of the two."));
        }
    }

    /// <summary>Every kind of filter but mirrors and extensions may stand in a rule once.</summary>
    public static void NoFilterTwice(ArgsCheck check, string path, List<FilterArgs> filters)
    {
        void Once(string member, Func<FilterArgs, object?> get, string cure)
        {
            if (filters.Count(filter => get(filter) is not null) > 1)
            {
                check.Report(Join(path, "filters"), Problem.Conflict($"{member} stands here more than once. {cure}"));
            }
        }

        Once("requestHeaders", filter => filter.RequestHeaders, "Put all changes of request headers in one Filter.RequestHeaders.");
        Once("responseHeaders", filter => filter.ResponseHeaders, "Put all changes of response headers in one Filter.ResponseHeaders.");
        Once("redirect", filter => filter.Redirect, "Keep one of them.");
        Once("rewrite", filter => filter.Rewrite, "Put host and path in one Filter.Rewrite.");
        Once("cors", filter => filter.Cors, "Put everything in one Filter.Cors.");
    }

    /// <summary>A prefix is put in the place of the prefix that matched, so there has to be exactly one.</summary>
    public static void ReplacedPrefix(ArgsCheck check, string path, List<PathMatchArgs> paths, IEnumerable<FilterArgs> filters)
    {
        var isReplaced = filters.Any(filter => filter.Redirect?.PathPrefix is not null || filter.Rewrite?.PathPrefix is not null);
        if (isReplaced && paths is not [{ Type: null or PathMatch.PrefixType }])
        {
            check.Report(Join(path, "paths"), Problem.Conflict("pathPrefix replaces the prefix that matched, so the rule needs exactly one PathMatch.Prefix. Split the rule, or replace the whole path."));
        }
    }

    /// <summary>One try cannot last longer than the request it belongs to.</summary>
    public static void Timeouts(ArgsCheck check, string path, Input<string>? request, Input<string>? backendRequest)
    {
        check.Value(Join(path, "requestTimeout"), request, Rules.Duration);
        check.Value(Join(path, "backendRequestTimeout"), backendRequest, Rules.Duration);
        if (request is not null && backendRequest is not null)
        {
            check.Value<(string Request, string Try)>(Join(path, "backendRequestTimeout"), Output.Tuple(request, backendRequest), pair => Rules.TryFits(pair.Request, pair.Try));
        }
    }

    public static void Matches(ArgsCheck check, string path, List<ValueMatchArgs> matches, string member, Func<string, Problem?> nameRule)
    {
        for (var i = 0; i < matches.Count; i++)
        {
            var item = Join(path, $"{member}[{i}]");
            check.Required($"{item}.name", matches[i].Name, nameRule, "Say which one is looked at.");
            check.Choice($"{item}.type", matches[i].Type, PathMatch.ExactType, PathMatch.RegexType);
            check.Required($"{item}.value", matches[i].Value, matches[i].Type == PathMatch.RegexType ? Rules.Regex : Rules.MatchedValue, "Say what its value is.");
        }
    }

    public static void Paths(ArgsCheck check, string path, List<PathMatchArgs> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            var item = Join(path, $"paths[{i}]");
            check.Choice($"{item}.type", paths[i].Type, PathMatch.PrefixType, PathMatch.ExactType, PathMatch.RegexType);
            check.Required($"{item}.value", paths[i].Value, paths[i].Type == PathMatch.RegexType ? Rules.Regex : Rules.Path, "Say which path.");
        }
    }

    public static void Retry(ArgsCheck check, string path, RetryArgs? retry)
    {
        check.Value(Join(path, "retry.attempts"), retry?.Attempts, Rules.AtLeastOne);
        check.Value(Join(path, "retry.backoff"), retry?.Backoff, Rules.Duration);
        check.Value<System.Collections.Immutable.ImmutableArray<int>>(
            Join(path, "retry.codes"), retry?.Codes, codes => codes.IsDefault ? null : codes.Select(Rules.RetryStatus).FirstOrDefault(problem => problem is not null));
    }

    public static void Session(ArgsCheck check, string path, SessionPersistenceArgs? session)
    {
        check.Value(Join(path, "sessionPersistence.type"), session?.Type, Rules.OneOf("Cookie", "Header"));
        check.Value(Join(path, "sessionPersistence.absoluteTimeout"), session?.AbsoluteTimeout, Rules.Duration);
        check.Value(Join(path, "sessionPersistence.cookieLifetime"), session?.CookieLifetime, Rules.OneOf("Session", "Permanent"));
        if (session is { CookieLifetime: not null, AbsoluteTimeout: null })
        {
            check.Value(Join(path, "sessionPersistence.cookieLifetime"), session.CookieLifetime, lifetime =>
                lifetime == "Permanent" ? Problem.Conflict("A permanent cookie needs to end some time. Set absoluteTimeout too.") : null);
        }
    }

    public static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
