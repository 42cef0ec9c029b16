using System.Collections.Immutable;
using Sluice.Routing.Filters;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>A rule of an HTTPRoute or GRPCRoute with everything about its filters and backends worked out.</summary>
public sealed class CompiledRule
{
    private readonly WeightedChoice _choice;

    internal CompiledRule(HttpRouteConfig route, HttpRule rule, Func<string, BackendSlot> backends, ulong seed)
    {
        Route = route;
        Config = rule;
        Redirect = rule.Filters.OfType<RequestRedirect>().FirstOrDefault();
        Rewrite = rule.Filters.OfType<UrlRewrite>().FirstOrDefault();
        Failure = rule.Filters.OfType<FailedFilter>().FirstOrDefault()?.Reason;
        Fault = rule.Filters.OfType<FaultInjection>().FirstOrDefault();
        Cors = rule.Filters.OfType<Cors>().FirstOrDefault() is { } cors ? new CompiledCors(cors) : null;
        ResponseEdits = CompiledHeaderEdits.Compile(rule.Filters.OfType<ResponseHeaderModifier>().Select(filter => filter.Edits));
        Mirrors = CompileMirrors(rule.Filters, backends);
        Backends = [.. rule.Backends.Select(backend => new CompiledBackendRef(this, backend, backends))];
        _choice = new WeightedChoice([.. rule.Backends.Select(backend => backend.Weight)], seed);
    }

    public HttpRouteConfig Route { get; }

    public HttpRule Config { get; }

    public RequestRedirect? Redirect { get; }

    public UrlRewrite? Rewrite { get; }

    public CompiledCors? Cors { get; }

    public FaultInjection? Fault { get; }

    public ImmutableArray<CompiledMirror> Mirrors { get; }

    /// <summary>Edits of answers that do not come from a backend of this rule (redirects, errors).</summary>
    public CompiledHeaderEdits ResponseEdits { get; }

    /// <summary>Why every request to this rule is answered 500; null where it can be served.</summary>
    public string? Failure { get; }

    public ImmutableArray<CompiledBackendRef> Backends { get; }

    /// <summary>The next backend by weight; null where there is none with a weight, which is answered 500.</summary>
    public CompiledBackendRef? NextBackend() => _choice.Next() is >= 0 and var index ? Backends[index] : null;

    internal static ImmutableArray<CompiledMirror> CompileMirrors(ImmutableArray<HttpFilter> filters, Func<string, BackendSlot> backends) =>
        [.. filters.OfType<RequestMirror>().Select(mirror => new CompiledMirror(backends(mirror.Backend), mirror.Numerator, mirror.Denominator))];
}

/// <summary>One backendRef of a rule, with the rule's filters and its own composed.</summary>
public sealed class CompiledBackendRef
{
    internal CompiledBackendRef(CompiledRule rule, WeightedBackend backend, Func<string, BackendSlot> backends)
    {
        Slot = backends(backend.Backend);
        ImmutableArray<HttpFilter> all = [.. rule.Config.Filters, .. backend.Filters];
        RequestEdits = CompiledHeaderEdits.Compile(all.OfType<RequestHeaderModifier>().Select(filter => filter.Edits));
        ResponseEdits = CompiledHeaderEdits.Compile(all.OfType<ResponseHeaderModifier>().Select(filter => filter.Edits));
        Rewrite = backend.Filters.OfType<UrlRewrite>().FirstOrDefault() ?? rule.Rewrite;
        Redirect = backend.Filters.OfType<RequestRedirect>().FirstOrDefault();
        Failure = backend.Filters.OfType<FailedFilter>().FirstOrDefault()?.Reason;
        Mirrors = CompiledRule.CompileMirrors(backend.Filters, backends);
    }

    public BackendSlot Slot { get; }

    public CompiledHeaderEdits RequestEdits { get; }

    public CompiledHeaderEdits ResponseEdits { get; }

    public UrlRewrite? Rewrite { get; }

    /// <summary>A redirect of this backendRef alone.</summary>
    public RequestRedirect? Redirect { get; }

    /// <summary>Why this share is answered 500, beside the backend's own failure.</summary>
    public string? Failure { get; }

    /// <summary>Mirrors of this backendRef alone, beside the rule's.</summary>
    public ImmutableArray<CompiledMirror> Mirrors { get; }
}

/// <summary>A mirror target: a copy of <paramref name="Numerator"/> of <paramref name="Denominator"/> requests goes there.</summary>
public sealed record CompiledMirror(BackendSlot Slot, int Numerator, int Denominator)
{
    private readonly WeightedChoice _choice = new([Numerator, Math.Max(0, Denominator - Numerator)], seed: 0);

    /// <summary>True where the current request is to be copied. Thread-safe.</summary>
    public bool ShouldMirror() => Numerator >= Denominator || _choice.Next() == 0;
}
