using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Validation;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Status;
using PathEditKind = Sluice.Routing.Model.PathEditKind;

namespace Sluice.Translation.Routes;

/// <summary>Filters of HTTPRoutes and GRPCRoutes.</summary>
internal static class FilterCompiler
{
    public static ImmutableArray<HttpFilter> Compile(IEnumerable<HTTPRouteFilter>? filters, string field, RouteCompilation compilation) =>
        [.. (filters ?? []).Select((filter, i) => Compile(filter, $"{field}[{i}]", compilation)).OfType<HttpFilter>()];

    public static ImmutableArray<HttpFilter> Compile(IEnumerable<GRPCRouteFilter>? filters, string field, RouteCompilation compilation) =>
        Compile(
            filters?.Select(filter => new HTTPRouteFilter
            {
                Type = filter.Type,
                RequestHeaderModifier = filter.RequestHeaderModifier,
                ResponseHeaderModifier = filter.ResponseHeaderModifier,
                RequestMirror = filter.RequestMirror,
                ExtensionRef = filter.ExtensionRef,
            }),
            field,
            compilation);

    private static HttpFilter? Compile(HTTPRouteFilter filter, string field, RouteCompilation compilation)
    {
        switch (filter)
        {
            case { Type: "RequestHeaderModifier", RequestHeaderModifier: { } request }:
                return new RequestHeaderModifier(Edits(request));
            case { Type: "ResponseHeaderModifier", ResponseHeaderModifier: { } response }:
                return new ResponseHeaderModifier(Edits(response));
            case { Type: "RequestRedirect", RequestRedirect: { } redirect }:
                return new RequestRedirect
                {
                    Scheme = redirect.Scheme,
                    Hostname = redirect.Hostname,
                    Path = Path(redirect.Path),
                    Port = redirect.Port,
                    StatusCode = redirect.StatusCode ?? 302,
                };
            case { Type: "URLRewrite", UrlRewrite: { } rewrite }:
                return new UrlRewrite { Hostname = rewrite.Hostname, Path = Path(rewrite.Path) };
            case { Type: "RequestMirror", RequestMirror: { } mirror }:
                return Mirror(mirror, $"{field}.requestMirror.backendRef", compilation);
            case { Type: "CORS", Cors: { } cors }:
                return new Cors
                {
                    AllowOrigins = [.. cors.AllowOrigins ?? []],
                    AllowCredentials = cors.AllowCredentials ?? false,
                    AllowMethods = [.. cors.AllowMethods ?? []],
                    AllowHeaders = [.. cors.AllowHeaders ?? []],
                    ExposeHeaders = [.. cors.ExposeHeaders ?? []],
                    MaxAge = TimeSpan.FromSeconds(cors.MaxAge ?? 5),
                };
            case { Type: "ExtensionRef", ExtensionRef: { } extension }:
                compilation.RefProblems.Add(new RefProblem(Reasons.InvalidKind, Conditions.Filter(field, $"ExtensionRef to {extension.Kind}.{extension.Group}")));
                return new FailedFilter(Conditions.Filter(field, "ExtensionRef"));
            default:
                var problem = Conditions.Filter(field, filter.Type ?? "");
                compilation.RuleProblems.Add(new RuleProblem(Reasons.UnsupportedValue, problem));
                return new FailedFilter(problem);
        }
    }

    // A mirror without a target is left out; the request itself goes on.
    private static RequestMirror? Mirror(HTTPRequestMirrorFilter mirror, string field, RouteCompilation compilation)
    {
        var target = mirror.BackendRef;
        var reference = BackendReference.Of(compilation.Route, field, target?.Group, target?.Kind, target?.Namespace, target?.Name, target?.Port);
        if (compilation.ResolveOptional(reference) is not { } use)
        {
            return null;
        }

        return mirror switch
        {
            { Fraction: { } fraction } => new RequestMirror { Backend = use.UnitName, Numerator = fraction.Numerator ?? 0, Denominator = fraction.Denominator ?? 100 },
            { Percent: { } percent } => new RequestMirror { Backend = use.UnitName, Numerator = percent, Denominator = 100 },
            _ => new RequestMirror { Backend = use.UnitName },
        };
    }

    private static HeaderEdits Edits(HTTPHeaderFilter filter) => new()
    {
        Set = [.. (filter.Set ?? []).Select(header => new HeaderValue(header.Name ?? "", header.Value ?? ""))],
        Add = [.. (filter.Add ?? []).Select(header => new HeaderValue(header.Name ?? "", header.Value ?? ""))],
        Remove = [.. filter.Remove ?? []],
    };

    private static PathEdit? Path(HTTPPathModifier? path) => path?.Type switch
    {
        "ReplaceFullPath" => new PathEdit(PathEditKind.ReplaceFullPath, path.ReplaceFullPath ?? ""),
        "ReplacePrefixMatch" => new PathEdit(PathEditKind.ReplacePrefixMatch, path.ReplacePrefixMatch ?? ""),
        _ => null,
    };

    public static TimeSpan? Duration(string? text) => Durations.TryParse(text, out var duration) ? duration : null;
}
