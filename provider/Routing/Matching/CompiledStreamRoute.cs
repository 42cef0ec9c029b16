using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>A TLSRoute, TCPRoute or UDPRoute with its weighted backends.</summary>
public sealed class CompiledStreamRoute
{
    private readonly WeightedChoice _choice;

    internal CompiledStreamRoute(StreamRouteConfig config, Func<string, BackendSlot> backends, ulong seed)
    {
        Config = config;
        Backends = [.. config.Backends.Select(backend => backends(backend.Backend))];
        _choice = new WeightedChoice([.. config.Backends.Select(backend => backend.Weight)], seed);
    }

    public StreamRouteConfig Config { get; }

    public ImmutableArray<BackendSlot> Backends { get; }

    /// <summary>The next backend by weight; null where there is none with a weight: the connection is refused.</summary>
    public BackendSlot? NextBackend() => _choice.Next() is >= 0 and var index ? Backends[index] : null;

    /// <summary>Of several routes for the same name the oldest serves, then the first by namespace/name.</summary>
    internal static int Compare(CompiledStreamRoute x, CompiledStreamRoute y)
    {
        var order = x.Config.CreatedAt.CompareTo(y.Config.CreatedAt);
        order = order != 0 ? order : string.CompareOrdinal(x.Config.TieBreak, y.Config.TieBreak);
        return order != 0 ? order : string.CompareOrdinal(x.Config.Name, y.Config.Name);
    }
}
