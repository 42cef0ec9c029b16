using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Sluice.Routing.Model;

/// <summary>One filter of a rule or backend; applied in the order of the list.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RequestHeaderModifier), nameof(RequestHeaderModifier))]
[JsonDerivedType(typeof(ResponseHeaderModifier), nameof(ResponseHeaderModifier))]
[JsonDerivedType(typeof(RequestRedirect), nameof(RequestRedirect))]
[JsonDerivedType(typeof(UrlRewrite), nameof(UrlRewrite))]
[JsonDerivedType(typeof(RequestMirror), nameof(RequestMirror))]
[JsonDerivedType(typeof(Cors), nameof(Cors))]
[JsonDerivedType(typeof(FaultInjection), nameof(FaultInjection))]
[JsonDerivedType(typeof(FailedFilter), nameof(FailedFilter))]
public abstract record HttpFilter;

/// <summary>A header name and its value, in the spelling to send.</summary>
public sealed record HeaderValue(string Name, string Value);

/// <summary>Set replaces, Add appends, Remove deletes; in that order.</summary>
public sealed record HeaderEdits
{
    public ImmutableArray<HeaderValue> Set { get; init; } = [];

    public ImmutableArray<HeaderValue> Add { get; init; } = [];

    public ImmutableArray<string> Remove { get; init; } = [];
}

public sealed record RequestHeaderModifier(HeaderEdits Edits) : HttpFilter;

public sealed record ResponseHeaderModifier(HeaderEdits Edits) : HttpFilter;

public enum PathEditKind
{
    ReplaceFullPath,

    /// <summary>Replaces the prefix that the rule matched, by path element.</summary>
    ReplacePrefixMatch,
}

public sealed record PathEdit(PathEditKind Kind, string Value);

/// <summary>Answers with a redirect; unset parts keep what the request had.</summary>
public sealed record RequestRedirect : HttpFilter
{
    public string? Scheme { get; init; }

    public string? Hostname { get; init; }

    public PathEdit? Path { get; init; }

    /// <summary>Null: the well-known port of a changed scheme, else the listener's port; left out of Location where it is the scheme's own.</summary>
    public int? Port { get; init; }

    public required int StatusCode { get; init; }
}

public sealed record UrlRewrite : HttpFilter
{
    public string? Hostname { get; init; }

    public PathEdit? Path { get; init; }
}

/// <summary>Sends a copy of Numerator out of Denominator requests to a backend whose answer is ignored.</summary>
public sealed record RequestMirror : HttpFilter
{
    public required string Backend { get; init; }

    public int Numerator { get; init; } = 100;

    public int Denominator { get; init; } = 100;
}

/// <summary>Cross-origin resource sharing (GEP-1767).</summary>
public sealed record Cors : HttpFilter
{
    /// <summary><c>*</c>, <c>scheme://host[:port]</c>, or with a leading wildcard label in the host.</summary>
    public ImmutableArray<string> AllowOrigins { get; init; } = [];

    public bool AllowCredentials { get; init; }

    public ImmutableArray<string> AllowMethods { get; init; } = [];

    public ImmutableArray<string> AllowHeaders { get; init; } = [];

    public ImmutableArray<string> ExposeHeaders { get; init; } = [];

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Sluice's own: delays or aborts a share of requests. Percentages are 0 to 100.</summary>
public sealed record FaultInjection : HttpFilter
{
    public double DelayPercent { get; init; }

    public TimeSpan Delay { get; init; }

    public double AbortPercent { get; init; }

    public int AbortStatus { get; init; } = 503;
}

/// <summary>A filter that could not be translated: requests that reach it are answered 500, never forwarded without it.</summary>
public sealed record FailedFilter(string Reason) : HttpFilter;
