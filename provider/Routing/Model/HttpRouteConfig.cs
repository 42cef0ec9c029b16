using System.Collections.Immutable;

namespace Sluice.Routing.Model;

/// <summary>One HTTPRoute or GRPCRoute as far as it is accepted by at least one listener.</summary>
public sealed record HttpRouteConfig
{
    /// <summary>Unit key, for example <c>HTTPRoute/shop/reviews</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The object, for logs, metrics and <c>explain</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Creation time: of two otherwise equal matches the older route's wins, then the lesser <see cref="TieBreak"/>.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>namespace/name</c>, compared ordinally.</summary>
    public required string TieBreak { get; init; }

    /// <summary>True for a GRPCRoute: requests without a match are answered as gRPC status, and only gRPC content matches.</summary>
    public bool IsGrpc { get; init; }

    public required ImmutableArray<RouteAttachment> Attachments { get; init; }

    public required ImmutableArray<HttpRule> Rules { get; init; }
}

/// <summary>Where a route is attached.</summary>
public sealed record RouteAttachment
{
    /// <summary>Name of a <see cref="ListenerConfig"/>.</summary>
    public required string Listener { get; init; }

    /// <summary>
    /// The intersection of the listener's hostname and the route's, most specific form, lower case; one empty string stands for every name.
    /// </summary>
    public required ImmutableArray<string> Hostnames { get; init; }

    /// <summary>Mesh consumer routes: only requests from this client namespace match. Null: from everywhere.</summary>
    public string? ClientNamespace { get; init; }
}

/// <summary>A rule: any of <see cref="Matches"/> leads to one of <see cref="Backends"/> by weight.</summary>
public sealed record HttpRule
{
    /// <summary>Position in the route, the last tie-break.</summary>
    public required int Index { get; init; }

    /// <summary>The rule's own name, if it has one.</summary>
    public string? RuleName { get; init; }

    /// <summary>Never empty; the default of the API (path prefix <c>/</c>) is already filled in.</summary>
    public required ImmutableArray<HttpMatch> Matches { get; init; }

    public ImmutableArray<HttpFilter> Filters { get; init; } = [];

    /// <summary>
    /// Empty only beside a redirect or where the route names no backend (answered 500).
    /// A backend of weight 0 gets nothing; all weights 0 is answered 500.
    /// </summary>
    public ImmutableArray<WeightedBackend> Backends { get; init; } = [];

    /// <summary>Whole request, including retries. Null or zero: no limit.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>One attempt at a backend. Null or zero: no limit of its own.</summary>
    public TimeSpan? BackendRequestTimeout { get; init; }

    public RetryPolicy? Retry { get; init; }

    public SessionPersistence? SessionPersistence { get; init; }
}

public enum PathMatchKind
{
    Exact,

    /// <summary>By path element: <c>/a</c> matches <c>/a</c>, <c>/a/</c> and <c>/a/b</c>, not <c>/ab</c>.</summary>
    Prefix,

    /// <summary>The whole path matches, non-backtracking.</summary>
    RegularExpression,
}

public sealed record PathMatch(PathMatchKind Kind, string Value);

public enum ValueMatchKind
{
    Exact,
    RegularExpression,
}

/// <summary>A header or query parameter condition. Header names are lower case; query names are case-sensitive.</summary>
public sealed record NamedMatch(ValueMatchKind Kind, string Name, string Value);

/// <summary>All conditions of a match hold together.</summary>
public sealed record HttpMatch
{
    public required PathMatch Path { get; init; }

    public string? Method { get; init; }

    public ImmutableArray<NamedMatch> Headers { get; init; } = [];

    public ImmutableArray<NamedMatch> QueryParams { get; init; } = [];
}

/// <summary>A share of a rule's traffic.</summary>
public sealed record WeightedBackend
{
    /// <summary>Name of a <see cref="BackendConfig"/>.</summary>
    public required string Backend { get; init; }

    /// <summary>0 to 1,000,000; the share is weight over the sum.</summary>
    public required int Weight { get; init; }

    public ImmutableArray<HttpFilter> Filters { get; init; } = [];
}

/// <summary>Retries of a rule (GEP-1731).</summary>
public sealed record RetryPolicy
{
    /// <summary>Retries after the first attempt.</summary>
    public required int Attempts { get; init; }

    /// <summary>Status codes that are retried, beside connection errors.</summary>
    public ImmutableArray<int> StatusCodes { get; init; } = [];

    /// <summary>The least time between two attempts.</summary>
    public TimeSpan? Backoff { get; init; }
}

public enum SessionPersistenceKind
{
    Cookie,
    Header,
}

/// <summary>Session persistence of a rule (GEP-1619).</summary>
public sealed record SessionPersistence
{
    public required SessionPersistenceKind Kind { get; init; }

    /// <summary>Name of the cookie or header.</summary>
    public required string SessionName { get; init; }

    /// <summary>How long a session lasts from its beginning; null: without end.</summary>
    public TimeSpan? AbsoluteTimeout { get; init; }

    /// <summary>True: the cookie carries Max-Age; false: it lives as long as the browser's session.</summary>
    public bool PermanentCookie { get; init; }
}
