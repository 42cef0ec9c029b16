using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Indexing;
using Sluice.Translation.Status;
using SessionPersistence = Sluice.Routing.Model.SessionPersistence;

namespace Sluice.Translation.Routes;

/// <summary>HTTPRoutes to rules of the snapshot.</summary>
internal static class HttpRouteCompiler
{
    private static readonly HttpMatch Everything = new() { Path = new PathMatch(PathMatchKind.Prefix, "/") };

    public static CompiledRoute Compile(HTTPRoute source, Lookup lookup)
    {
        var route = new RouteKey("HTTPRoute", source.Key());
        var compilation = new RouteCompilation(route, Speech.Http, lookup);
        var rules = source.Spec?.Rules ?? [new HTTPRouteRule()];
        var compiled = rules.Select((rule, i) => Rule(rule, i, compilation)).OfType<HttpRule>().ToImmutableArray();
        return compilation.Done() with { Rules = compiled };
    }

    private static HttpRule? Rule(HTTPRouteRule rule, int index, RouteCompilation compilation)
    {
        var field = $"spec.rules[{index}]";
        var matches = Matches(rule, field, compilation);
        if (!AreCompatible(rule, field, compilation) || matches is null)
        {
            return null;
        }

        var filters = FilterCompiler.Compile(rule.Filters, $"{field}.filters", compilation);
        var backends = (rule.BackendRefs ?? []).Select((backend, i) => Backend(backend, $"{field}.backendRefs[{i}]", compilation)).ToImmutableArray();
        return new HttpRule
        {
            Index = index,
            RuleName = rule.Name,
            Matches = matches.Value,
            Filters = filters,
            Backends = filters.Any(filter => filter is RequestRedirect) ? [] : backends,
            RequestTimeout = FilterCompiler.Duration(rule.Timeouts?.Request),
            BackendRequestTimeout = FilterCompiler.Duration(rule.Timeouts?.BackendRequest),
            Retry = rule.Retry is { } retry
                ? new RetryPolicy { Attempts = (int)Math.Min(retry.Attempts ?? 1, 100), StatusCodes = [.. retry.Codes ?? []], Backoff = FilterCompiler.Duration(retry.Backoff) }
                : null,
            SessionPersistence = Session(rule.SessionPersistence, compilation.Route, index),
        };
    }

    private static WeightedBackend Backend(HTTPBackendRef backend, string field, RouteCompilation compilation)
    {
        var use = compilation.Resolve(BackendReference.Of(compilation.Route, field, backend.Group, backend.Kind, backend.Namespace, backend.Name, backend.Port));
        return new WeightedBackend { Backend = use.UnitName, Weight = backend.Weight ?? 1, Filters = FilterCompiler.Compile(backend.Filters, $"{field}.filters", compilation) };
    }

    private static bool AreCompatible(HTTPRouteRule rule, string field, RouteCompilation compilation)
    {
        var filters = rule.Filters ?? [];
        if (filters.Any(filter => filter.RequestRedirect is not null) && filters.Any(filter => filter.UrlRewrite is not null))
        {
            compilation.RuleProblems.Add(new RuleProblem(Reasons.IncompatibleFilters, Conditions.ExclusiveFilters($"{field}.filters")));
            return false;
        }

        var all = filters.Concat((rule.BackendRefs ?? []).SelectMany(backend => backend.Filters ?? []));
        var replacesPrefix = all.Any(filter => (filter.RequestRedirect?.Path ?? filter.UrlRewrite?.Path)?.Type == "ReplacePrefixMatch");
        if (replacesPrefix && (rule.Matches ?? []).Any(match => (match.Path?.Type ?? "PathPrefix") != "PathPrefix"))
        {
            compilation.RuleProblems.Add(new RuleProblem(Reasons.UnsupportedValue, Conditions.PrefixWithoutMatch(field)));
            return false;
        }

        return true;
    }

    private static ImmutableArray<HttpMatch>? Matches(HTTPRouteRule rule, string field, RouteCompilation compilation)
    {
        if (rule.Matches is not { Count: > 0 } matches)
        {
            return [Everything];
        }

        var compiled = matches.Select((match, i) => Match(match, $"{field}.matches[{i}]", compilation)).ToList();
        return compiled.Any(match => match is null) ? null : [.. compiled.OfType<HttpMatch>()];
    }

    private static HttpMatch? Match(HTTPRouteMatch match, string field, RouteCompilation compilation)
    {
        var value = match.Path?.Value ?? "/";
        var kind = match.Path?.Type switch
        {
            "Exact" => PathMatchKind.Exact,
            "RegularExpression" => PathMatchKind.RegularExpression,
            _ => PathMatchKind.Prefix,
        };
        var isUsable = kind != PathMatchKind.RegularExpression || compilation.Check($"{field}.path.value", value);
        var headers = Distinct(match.Headers, header => (header.Name ?? "").ToLowerInvariant())
            .Select((header, i) => compilation.Match(header.Type, (header.Name ?? "").ToLowerInvariant(), header.Value, $"{field}.headers[{i}]")).ToList();
        var queries = Distinct(match.QueryParams, query => query.Name ?? "")
            .Select((query, i) => compilation.Match(query.Type, query.Name ?? "", query.Value, $"{field}.queryParams[{i}]")).ToList();
        return isUsable && headers.All(header => header is not null) && queries.All(query => query is not null)
            ? new HttpMatch { Path = new PathMatch(kind, value), Method = match.Method, Headers = [.. headers.OfType<NamedMatch>()], QueryParams = [.. queries.OfType<NamedMatch>()] }
            : null;
    }

    // Of several entries with one name the first counts.
    private static IEnumerable<T> Distinct<T>(IEnumerable<T>? items, Func<T, string> name) => (items ?? []).DistinctBy(name, StringComparer.Ordinal);

    internal static SessionPersistence? Session(GatewayApi.SessionPersistence? session, RouteKey route, int index) => session is null ? null : new SessionPersistence
    {
        Kind = session.Type == "Header" ? SessionPersistenceKind.Header : SessionPersistenceKind.Cookie,
        SessionName = string.IsNullOrEmpty(session.SessionName) ? $"sluice-{route.Key.Namespace}-{route.Key.Name}-{index}" : session.SessionName,
        AbsoluteTimeout = FilterCompiler.Duration(session.AbsoluteTimeout),
        PermanentCookie = session.CookieConfig?.LifetimeType == "Permanent",
    };
}
