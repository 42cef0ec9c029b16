using System.Collections.Immutable;

namespace Sluice.Routing.Matching;

/// <summary>What one compilation hands to the next.</summary>
internal sealed record CompiledState
{
    public ImmutableDictionary<string, CompiledRoute> Routes { get; init; } = ImmutableDictionary<string, CompiledRoute>.Empty;

    public ImmutableDictionary<string, CompiledStreamRoute> StreamRoutes { get; init; } = ImmutableDictionary<string, CompiledStreamRoute>.Empty;

    public ImmutableDictionary<string, CompiledListener> Listeners { get; init; } = ImmutableDictionary<string, CompiledListener>.Empty;

    public ImmutableDictionary<string, BackendSlot> Slots { get; init; } = ImmutableDictionary<string, BackendSlot>.Empty;
}

/// <summary>The candidates of one route; kept so that removing the route removes exactly them.</summary>
internal sealed record CompiledRoute(Model.HttpRouteConfig Config, ImmutableArray<Candidate> Candidates);
