using Pulumi;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>Parts of HTTP rules that several components make.</summary>
internal static class HttpRules
{
    /// <summary>One match per path, each with all the other conditions; no match at all where there is no condition.</summary>
    public static InputList<HTTPRouteMatchArgs>? Matches(List<PathMatchArgs> paths, List<ValueMatchArgs> headers, List<ValueMatchArgs> queryParams, Input<string>? method)
    {
        if (paths.Count > 0)
        {
            return Lists.OrNone(paths.Select(path => Match(path, headers, queryParams, method)));
        }

        return headers.Count + queryParams.Count > 0 || method is not null
            ? Lists.OrNone([Match(null, headers, queryParams, method)])
            : null;
    }

    public static HTTPBackendRefArgs Backend(BackendArgs backend, Input<int>? weight)
    {
        var reference = new HTTPBackendRefArgs
        {
            Group = Optional.Of(backend.Group),
            Kind = Optional.Of(backend.Kind),
            Name = backend.Name,
            Namespace = Optional.Of(backend.Namespace),
            Port = backend.Port,
            Weight = weight,
        };
        if (HttpFilters.Of(backend.Filters) is { } filters)
        {
            reference.Filters = filters;
        }

        return reference;
    }

    public static HTTPRouteTimeoutsArgs? Timeouts(Input<string>? request, Input<string>? backendRequest) =>
        request is null && backendRequest is null ? null : new() { Request = request, BackendRequest = backendRequest };

    public static HTTPRouteRetryArgs? Retry(RetryArgs? retry)
    {
        if (retry is null)
        {
            return null;
        }

        var made = new HTTPRouteRetryArgs { Attempts = retry.Attempts, Backoff = retry.Backoff };
        if (retry.Codes is not null)
        {
            made.Codes = retry.Codes;
        }

        return made;
    }

    public static Crds.Types.Inputs.Gateway.V1.SessionPersistenceArgs? Session(SessionPersistenceArgs? session) => session is null
        ? null
        : new()
        {
            Type = session.Type,
            SessionName = session.SessionName,
            AbsoluteTimeout = session.AbsoluteTimeout,
            CookieConfig = session.CookieLifetime is null ? null : (Input<CookieConfigArgs>)new CookieConfigArgs { LifetimeType = session.CookieLifetime },
        };

    private static HTTPRouteMatchArgs Match(PathMatchArgs? path, List<ValueMatchArgs> headers, List<ValueMatchArgs> queryParams, Input<string>? method)
    {
        var match = new HTTPRouteMatchArgs { Method = method };
        if (path is not null)
        {
            match.Path = new HTTPPathMatchArgs { Type = path.Type ?? PathMatch.PrefixType, Value = path.Value };
        }

        if (Lists.OrNone(headers.Select(header => new HTTPHeaderMatchArgs { Name = header.Name, Value = header.Value, Type = Optional.Of(header.Type) })) is { } headerMatches)
        {
            match.Headers = headerMatches;
        }

        if (Lists.OrNone(queryParams.Select(query => new HTTPQueryParamMatchArgs { Name = query.Name, Value = query.Value, Type = Optional.Of(query.Type) })) is { } queryMatches)
        {
            match.QueryParams = queryMatches;
        }

        return match;
    }
}
