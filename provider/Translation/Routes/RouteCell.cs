using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Indexing;

namespace Sluice.Translation.Routes;

/// <summary>
/// What the memo keeps of one version of a route between translations. A part stays valid while what it was made under is the same
/// instance.
/// </summary>
internal sealed class RouteCell(RouteInput input)
{
    private MemoPlace _compiled;
    private MemoPlace _compiledForMesh;

    public RouteInput Input { get; } = input;

    /// <summary>The Gateways, Namespaces and mesh that <see cref="Attached"/> was made under.</summary>
    public (object Gateways, object Namespaces, object Mesh) AttachedUnder { get; set; }

    /// <summary>Null where the route names no parent of ours.</summary>
    public AttachedRoute? Attached { get; set; }

    public TranslatedRoute? Translated { get; set; }

    /// <summary>Where the memo has what the route says to Gateways.</summary>
    public ref MemoPlace Compiled => ref _compiled;

    /// <summary>Where the memo has what it says to the mesh.</summary>
    public ref MemoPlace CompiledForMesh => ref _compiledForMesh;

    /// <summary>Made once per version of the route, so that asking the memo allocates nothing.</summary>
    public Func<Lookup, CompiledRoute> Compile { get; } = lookup => CompileInput(input, lookup);

    /// <inheritdoc cref="Compile"/>
    public Func<Lookup, CompiledRoute> CompileForMesh { get; } = lookup =>
    {
        lookup.NeedsNoGrant = true;
        return CompileInput(input, lookup);
    };

    public static int Order(RouteCell a, RouteCell b)
    {
        var byAge = a.Input.CreatedAt.CompareTo(b.Input.CreatedAt);
        if (byAge != 0)
        {
            return byAge;
        }

        var byName = string.CompareOrdinal(a.Input.TieBreak, b.Input.TieBreak);
        return byName != 0 ? byName : string.CompareOrdinal(a.Input.Kind, b.Input.Kind);
    }

    private static CompiledRoute CompileInput(RouteInput route, Lookup lookup) => route.Source switch
    {
        HTTPRoute http => HttpRouteCompiler.Compile(http, lookup),
        GRPCRoute grpc => GrpcRouteCompiler.Compile(grpc, lookup),
        TLSRoute tls => StreamRouteCompiler.Compile(tls, lookup),
        TCPRoute tcp => StreamRouteCompiler.Compile(tcp, lookup),
        UDPRoute udp => StreamRouteCompiler.Compile(udp, lookup),
        _ => throw new ArgumentException($"{route.Kind} is no kind of route.", nameof(route)),
    };
}

/// <summary>The routes of a view, the oldest first; the routes that did not change keep their cells and their order.</summary>
internal sealed class RouteCells
{
    public static readonly RouteCells Empty = new();

    private readonly Dictionary<object, RouteCell> _bySource = new(ReferenceEqualityComparer.Instance);
    private readonly object?[] _maps = [];

    private RouteCells()
    {
    }

    private RouteCells(Dictionary<object, RouteCell> bySource, ImmutableArray<RouteCell> ordered, object?[] maps)
    {
        _bySource = bySource;
        Ordered = ordered;
        _maps = maps;
    }

    public ImmutableArray<RouteCell> Ordered { get; } = [];

    public RouteCells Next(ClusterView view)
    {
        object[] maps = [view.HttpRoutes, view.GrpcRoutes, view.TlsRoutes, view.TcpRoutes, view.UdpRoutes];
        if (maps.Length == _maps.Length && maps.Zip(_maps).All(pair => ReferenceEquals(pair.First, pair.Second)))
        {
            return this;
        }

        var next = new Dictionary<object, RouteCell>(_bySource.Count, ReferenceEqualityComparer.Instance);
        var fresh = new List<RouteCell>();
        foreach (var (kind, source) in RouteInput.Sources(view))
        {
            if (!_bySource.TryGetValue(source, out var cell))
            {
                cell = new RouteCell(RouteInput.Of(kind, source));
                fresh.Add(cell);
            }

            next[source] = cell;
        }

        fresh.Sort(RouteCell.Order);
        return new RouteCells(next, Merge(Ordered.Where(cell => next.ContainsKey(cell.Input.Source)), fresh, next.Count), maps);
    }

    private static ImmutableArray<RouteCell> Merge(IEnumerable<RouteCell> kept, List<RouteCell> fresh, int count)
    {
        var merged = ImmutableArray.CreateBuilder<RouteCell>(count);
        var i = 0;
        foreach (var cell in kept)
        {
            while (i < fresh.Count && RouteCell.Order(fresh[i], cell) < 0)
            {
                merged.Add(fresh[i++]);
            }

            merged.Add(cell);
        }

        merged.AddRange(fresh.Skip(i));
        return merged.ToImmutable();
    }
}
