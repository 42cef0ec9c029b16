using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Indexing;

namespace Sluice.Translation.Routes;

/// <summary>TLSRoutes, TCPRoutes and UDPRoutes to weighted backends; the older versions of the API allow several rules, of which the first counts.</summary>
internal static class StreamRouteCompiler
{
    public static CompiledRoute Compile(TLSRoute source, Lookup lookup)
    {
        var compilation = new RouteCompilation(new RouteKey("TLSRoute", source.Key()), Speech.Tcp, lookup);
        var backends = source.Spec?.Rules?.FirstOrDefault()?.BackendRefs;
        var passed = Backends(backends, Speech.Tcp, compilation);
        var terminated = Backends(backends, Speech.TerminatedTcp, compilation);
        return compilation.Done() with { PassedThrough = passed, Terminated = terminated };
    }

    public static CompiledRoute Compile(TCPRoute source, Lookup lookup) => Plain(new RouteKey("TCPRoute", source.Key()), source.Spec?.Rules?.FirstOrDefault()?.BackendRefs, Speech.Tcp, lookup);

    public static CompiledRoute Compile(UDPRoute source, Lookup lookup) => Plain(new RouteKey("UDPRoute", source.Key()), source.Spec?.Rules?.FirstOrDefault()?.BackendRefs, Speech.Udp, lookup);

    private static CompiledRoute Plain(RouteKey route, IList<BackendRef>? backends, Speech speech, Lookup lookup)
    {
        var compilation = new RouteCompilation(route, speech, lookup);
        var compiled = Backends(backends, speech, compilation);
        return compilation.Done() with { PassedThrough = compiled };
    }

    private static ImmutableArray<WeightedBackend> Backends(IList<BackendRef>? backends, Speech speech, RouteCompilation compilation) =>
    [
        .. (backends ?? []).Select((backend, i) => new WeightedBackend
        {
            Backend = compilation.Resolve(
                BackendReference.Of(compilation.Route, $"spec.rules[0].backendRefs[{i}]", backend.Group, backend.Kind, backend.Namespace, backend.Name, backend.Port), speech).UnitName,
            Weight = backend.Weight ?? 1,
        }),
    ];
}
