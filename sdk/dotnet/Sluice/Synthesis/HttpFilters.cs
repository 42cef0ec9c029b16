using Pulumi;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>Filters of HTTP routes.</summary>
internal static class HttpFilters
{
    public static InputList<HTTPRouteFilterArgs>? Of(IEnumerable<FilterArgs> filters) => Lists.OrNone(filters.Select(Of));

    public static HTTPHeaderFilterArgs Headers(HeaderChangesArgs changes)
    {
        var headers = new HTTPHeaderFilterArgs();
        if (Lists.OrNone(changes.Set.Select(Header)) is { } set)
        {
            headers.Set = set;
        }

        if (Lists.OrNone(changes.Add.Select(Header)) is { } add)
        {
            headers.Add = add;
        }

        if (Lists.OrNone<string>(changes.Remove) is { } remove)
        {
            headers.Remove = remove;
        }

        return headers;
    }

    public static HTTPRequestMirrorFilterArgs Mirror(MirrorArgs mirror) => new()
    {
        BackendRef = new BackendObjectReferenceArgs
        {
            Group = Optional.Of(mirror.Backend.Group),
            Kind = Optional.Of(mirror.Backend.Kind),
            Name = mirror.Backend.Name,
            Namespace = Optional.Of(mirror.Backend.Namespace),
            Port = mirror.Backend.Port,
        },
        Percent = mirror.Percent,
    };

    public static LocalObjectReferenceArgs Extension(ExtensionArgs extension) => new()
    {
        Group = extension.Group,
        Kind = extension.Kind,
        Name = extension.Name,
    };

    private static HTTPRouteFilterArgs Of(FilterArgs filter) => filter switch
    {
        { RequestHeaders: { } changes } => new() { Type = "RequestHeaderModifier", RequestHeaderModifier = Headers(changes) },
        { ResponseHeaders: { } changes } => new() { Type = "ResponseHeaderModifier", ResponseHeaderModifier = Headers(changes) },
        { Redirect: { } redirect } => new() { Type = "RequestRedirect", RequestRedirect = Redirect(redirect) },
        { Rewrite: { } rewrite } => new() { Type = "URLRewrite", UrlRewrite = Rewrite(rewrite) },
        { Mirror: { } mirror } => new() { Type = "RequestMirror", RequestMirror = Mirror(mirror) },
        { Cors: { } cors } => new() { Type = "CORS", Cors = Cors(cors) },
        { Extension: { } extension } => new() { Type = "ExtensionRef", ExtensionRef = Extension(extension) },
        _ => throw new InvalidOperationException("The filter is empty; the checks let it pass."),
    };

    private static HTTPHeaderArgs Header(HeaderArgs header) => new() { Name = header.Name, Value = header.Value };

    private static HTTPRequestRedirectFilterArgs Redirect(RedirectArgs redirect) => new()
    {
        Scheme = redirect.Scheme,
        Hostname = redirect.Hostname,
        Port = redirect.Port,
        StatusCode = redirect.StatusCode,
        Path = Optional.Of(Path(redirect.Path, redirect.PathPrefix)),
    };

    private static HTTPURLRewriteFilterArgs Rewrite(RewriteArgs rewrite) => new()
    {
        Hostname = rewrite.Hostname,
        Path = Optional.Of(Path(rewrite.Path, rewrite.PathPrefix)),
    };

    private static HTTPPathModifierArgs? Path(Input<string>? full, Input<string>? prefix)
    {
        if (full is not null)
        {
            return new() { Type = "ReplaceFullPath", ReplaceFullPath = full };
        }

        return prefix is not null ? new() { Type = "ReplacePrefixMatch", ReplacePrefixMatch = prefix } : null;
    }

    private static HTTPCORSFilterArgs Cors(CorsArgs cors)
    {
        var filter = new HTTPCORSFilterArgs { AllowCredentials = cors.AllowCredentials, MaxAge = cors.MaxAge };
        if (cors.AllowOrigins is not null)
        {
            filter.AllowOrigins = cors.AllowOrigins;
        }

        if (cors.AllowMethods is not null)
        {
            filter.AllowMethods = cors.AllowMethods;
        }

        if (cors.AllowHeaders is not null)
        {
            filter.AllowHeaders = cors.AllowHeaders;
        }

        if (cors.ExposeHeaders is not null)
        {
            filter.ExposeHeaders = cors.ExposeHeaders;
        }

        return filter;
    }
}
