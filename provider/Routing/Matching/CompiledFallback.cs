using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>The way of traffic that no route applies to, as rules and a route of its own, so that the engines need not know of it.</summary>
internal sealed record CompiledFallback
{
    public required CompiledRule? Http1 { get; init; }

    public required CompiledRule? Http2 { get; init; }

    public required CompiledStreamRoute Stream { get; init; }

    public static CompiledFallback? Compile(ListenerConfig listener, Func<string, BackendSlot> backends, ulong seed)
    {
        if (listener.Fallback is not { } fallback)
        {
            return null;
        }

        return new CompiledFallback
        {
            Http1 = Rule(listener, fallback.Http1, backends, seed),
            Http2 = Rule(listener, fallback.Http2, backends, seed),
            Stream = new CompiledStreamRoute(
                new StreamRouteConfig
                {
                    Name = listener.Name,
                    Source = listener.Source,
                    CreatedAt = DateTimeOffset.MinValue,
                    TieBreak = "",
                    Attachments = [],
                    Backends = [new WeightedBackend { Backend = fallback.Stream, Weight = 1 }],
                },
                backends,
                seed),
        };
    }

    private static CompiledRule? Rule(ListenerConfig listener, string? backend, Func<string, BackendSlot> backends, ulong seed)
    {
        if (backend is null)
        {
            return null;
        }

        var rule = new HttpRule
        {
            Index = 0,
            Matches = [new HttpMatch { Path = new PathMatch(PathMatchKind.Prefix, "/") }],
            Backends = [new WeightedBackend { Backend = backend, Weight = 1 }],
        };
        var route = new HttpRouteConfig { Name = listener.Name, Source = listener.Source, CreatedAt = DateTimeOffset.MinValue, TieBreak = "", Attachments = [], Rules = [rule] };
        return new CompiledRule(route, rule, backends, seed);
    }
}
