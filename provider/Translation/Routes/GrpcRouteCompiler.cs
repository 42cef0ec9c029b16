using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Indexing;

namespace Sluice.Translation.Routes;

/// <summary>
/// GRPCRoutes to rules of the snapshot. On the wire a call is a POST to <c>/service/method</c>, so a method match is a path match: of
/// both parts an exact one, of the service alone a prefix by element, of the method alone an expression.
/// </summary>
internal static class GrpcRouteCompiler
{
    private static readonly HttpMatch Everything = new() { Path = new PathMatch(PathMatchKind.Prefix, "/") };

    public static CompiledRoute Compile(GRPCRoute source, Lookup lookup)
    {
        var route = new RouteKey("GRPCRoute", source.Key());
        var compilation = new RouteCompilation(route, Speech.Grpc, lookup);
        var compiled = (source.Spec?.Rules ?? []).Select((rule, i) => Rule(rule, i, compilation)).OfType<HttpRule>().ToImmutableArray();
        return compilation.Done() with { Rules = compiled };
    }

    private static HttpRule? Rule(GRPCRouteRule rule, int index, RouteCompilation compilation)
    {
        var field = $"spec.rules[{index}]";
        var matches = rule.Matches is { Count: > 0 } given ? given.Select((match, i) => Match(match, $"{field}.matches[{i}]", compilation)).ToList() : [Everything];
        if (matches.Any(match => match is null))
        {
            return null;
        }

        return new HttpRule
        {
            Index = index,
            RuleName = rule.Name,
            Matches = [.. matches.OfType<HttpMatch>()],
            Filters = FilterCompiler.Compile(rule.Filters, $"{field}.filters", compilation),
            Backends = [.. (rule.BackendRefs ?? []).Select((backend, i) => Backend(backend, $"{field}.backendRefs[{i}]", compilation))],
            SessionPersistence = HttpRouteCompiler.Session(rule.SessionPersistence, compilation.Route, index),
        };
    }

    private static WeightedBackend Backend(GRPCBackendRef backend, string field, RouteCompilation compilation)
    {
        var use = compilation.Resolve(BackendReference.Of(compilation.Route, field, backend.Group, backend.Kind, backend.Namespace, backend.Name, backend.Port));
        return new WeightedBackend { Backend = use.UnitName, Weight = backend.Weight ?? 1, Filters = FilterCompiler.Compile(backend.Filters, $"{field}.filters", compilation) };
    }

    private static HttpMatch? Match(GRPCRouteMatch match, string field, RouteCompilation compilation)
    {
        var path = Path(match.Method, $"{field}.method", compilation);
        var headers = (match.Headers ?? []).DistinctBy(header => (header.Name ?? "").ToLowerInvariant(), StringComparer.Ordinal)
            .Select((header, i) => compilation.Match(header.Type, (header.Name ?? "").ToLowerInvariant(), header.Value, $"{field}.headers[{i}]")).ToList();
        return path is not null && headers.All(header => header is not null) ? new HttpMatch { Path = path, Headers = [.. headers.OfType<NamedMatch>()] } : null;
    }

    private static PathMatch? Path(GRPCMethodMatch? method, string field, RouteCompilation compilation)
    {
        var service = string.IsNullOrEmpty(method?.Service) ? null : method.Service;
        var name = string.IsNullOrEmpty(method?.Method) ? null : method.Method;
        if (service is null && name is null)
        {
            return Everything.Path;
        }

        if (method!.Type == "RegularExpression")
        {
            var expression = $"/(?:{service ?? "[^/]+"})/(?:{name ?? "[^/]+"})";
            return (service is null || compilation.Check($"{field}.service", service)) && (name is null || compilation.Check($"{field}.method", name))
                ? new PathMatch(PathMatchKind.RegularExpression, expression)
                : null;
        }

        return (service, name) switch
        {
            ({ } exact, { } call) => new PathMatch(PathMatchKind.Exact, $"/{exact}/{call}"),
            ({ } prefix, null) => new PathMatch(PathMatchKind.Prefix, $"/{prefix}"),
            _ => new PathMatch(PathMatchKind.RegularExpression, $"/[^/]+/{Regex.Escape(name!)}"),
        };
    }
}
