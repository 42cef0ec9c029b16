using System.Collections.Immutable;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Gateways;
using Sluice.Translation.Routes;

namespace Sluice.Translation;

/// <summary>Puts the snapshot of a Gateway together from memoised units; an unchanged unit is the same instance as before.</summary>
internal static class SnapshotBuilder
{
    public static RoutingSnapshot Build(GatewayState gateway, TranslatedGraph graph, TranslationMemo memo)
    {
        if (gateway.Fault is not null)
        {
            return RoutingSnapshot.Empty;
        }

        var units = new Units(gateway.Key, memo);
        foreach (var listener in gateway.AllListeners.Where(listener => listener.IsServable))
        {
            units.Add(listener.ToConfig());
            foreach (var certificate in listener.Units())
            {
                units.Add(certificate);
            }
        }

        foreach (var route in graph.RoutesByGateway[gateway.Key])
        {
            AddRoute(route, gateway, units);
        }

        return units.Done(memo.Snapshots.GetValueOrDefault(gateway.Key, RoutingSnapshot.Empty));
    }

    private static void AddRoute(TranslatedRoute translated, GatewayState gateway, Units units)
    {
        var attachments = translated.AttachmentsOn(gateway.Key).Where(attachment => attachment.Listener.IsServable).ToList();
        if (attachments.Count == 0)
        {
            return;
        }

        var (route, compiled) = (translated.Route, translated.Compiled);
        if (route.Kind is "HTTPRoute" or "GRPCRoute")
        {
            units.Add(
                new HttpRouteConfig
                {
                    Name = $"{route.Kind}/{route.Key}",
                    Source = route.Route.ToString(),
                    CreatedAt = route.CreatedAt,
                    TieBreak = route.TieBreak,
                    IsGrpc = route.Kind == "GRPCRoute",
                    Attachments = Merge(attachments),
                    Rules = compiled.Rules,
                });
            AddBackends(compiled.Backends, gateway, units);
            return;
        }

        // The same TLSRoute may be passed through on one listener and terminated on another; towards the backends these differ.
        AddStream(translated, attachments.Where(attachment => route.Kind != "TLSRoute" || attachment.Listener.IsPassthrough), "", compiled.PassedThrough, gateway, units);
        AddStream(translated, attachments.Where(attachment => route.Kind == "TLSRoute" && !attachment.Listener.IsPassthrough), "/terminated", compiled.Terminated, gateway, units);
    }

    private static void AddStream(TranslatedRoute translated, IEnumerable<Attachment> attachments, string suffix, ImmutableArray<WeightedBackend> backends, GatewayState gateway, Units units)
    {
        var merged = Merge(attachments);
        if (merged.IsEmpty)
        {
            return;
        }

        var route = translated.Route;
        units.Add(new StreamRouteConfig
        {
            Name = $"{route.Kind}/{route.Key}{suffix}",
            Source = route.Route.ToString(),
            CreatedAt = route.CreatedAt,
            TieBreak = route.TieBreak,
            Attachments = merged,
            Backends = backends,
        });
        var names = backends.Select(backend => backend.Backend).ToHashSet(StringComparer.Ordinal);
        AddBackends(translated.Compiled.Backends.Where(use => names.Contains(use.UnitName)), gateway, units);
    }

    private static void AddBackends(IEnumerable<BackendUse> uses, GatewayState gateway, Units units)
    {
        foreach (var use in uses)
        {
            units.Add(use, gateway.ClientCertificate?.Certificate);
        }
    }

    private static ImmutableArray<RouteAttachment> Merge(IEnumerable<Attachment> attachments) =>
    [
        .. attachments.GroupBy(attachment => attachment.Listener.UnitName, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new RouteAttachment
            {
                Listener = group.Key,
                Hostnames = [.. group.SelectMany(attachment => attachment.Hostnames).Distinct().Order(StringComparer.Ordinal)],
            }),
    ];

    /// <summary>Collects units by name.</summary>
    private sealed class Units(ObjectKey gateway, TranslationMemo memo)
    {
        private readonly Dictionary<string, ListenerConfig> _listeners = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HttpRouteConfig> _httpRoutes = new(StringComparer.Ordinal);
        private readonly Dictionary<string, StreamRouteConfig> _streamRoutes = new(StringComparer.Ordinal);
        private readonly Dictionary<string, BackendConfig> _backends = new(StringComparer.Ordinal);
        private readonly Dictionary<string, CertificateConfig> _certificates = new(StringComparer.Ordinal);

        public void Add(ListenerConfig listener) => _listeners[listener.Name] = memo.Intern("listener", $"{gateway} {listener.Name}", listener, UnitEquality.Same);

        public void Add(HttpRouteConfig route) => _httpRoutes[route.Name] = memo.Intern("http-route", $"{gateway} {route.Name}", route, UnitEquality.Same);

        public void Add(StreamRouteConfig route) => _streamRoutes[route.Name] = memo.Intern("stream-route", $"{gateway} {route.Name}", route, UnitEquality.Same);

        public void Add(CertificateConfig certificate) => _certificates.TryAdd(certificate.Name, memo.Intern("certificate", $"{gateway} {certificate.Name}", certificate, (a, b) => a == b));

        public void Add(BackendUse use, CertificateConfig? clientCertificate)
        {
            if (_backends.ContainsKey(use.UnitName))
            {
                return;
            }

            var built = use.Target is { } target
                ? memo.Get("backend", $"{gateway} {use.UnitName}", clientCertificate ?? BackendBuilder.Root, lookup => BackendBuilder.Build(target, clientCertificate, lookup))
                : BackendBuilder.Failed(use);
            _backends[use.UnitName] = memo.Intern("backend-unit", $"{gateway} {use.UnitName}", built.Config, UnitEquality.Same);
            foreach (var certificate in built.Certificates)
            {
                Add(certificate);
            }
        }

        public RoutingSnapshot Done(RoutingSnapshot last)
        {
            var next = new RoutingSnapshot
            {
                Listeners = Change(last.Listeners, _listeners),
                HttpRoutes = Change(last.HttpRoutes, _httpRoutes),
                StreamRoutes = Change(last.StreamRoutes, _streamRoutes),
                Backends = Change(last.Backends, _backends),
                Certificates = Change(last.Certificates, _certificates),
            };
            return ReferenceEquals(next.Listeners, last.Listeners) && ReferenceEquals(next.HttpRoutes, last.HttpRoutes) && ReferenceEquals(next.StreamRoutes, last.StreamRoutes) &&
                ReferenceEquals(next.Backends, last.Backends) && ReferenceEquals(next.Certificates, last.Certificates)
                ? last
                : next;
        }

        private static ImmutableDictionary<string, T> Change<T>(ImmutableDictionary<string, T> last, Dictionary<string, T> next)
            where T : class
        {
            if (last.IsEmpty)
            {
                return next.Count == 0 ? last : next.ToImmutableDictionary();
            }

            var builder = last.ToBuilder();
            builder.RemoveRange(last.Keys.Where(name => !next.ContainsKey(name)));
            foreach (var (name, unit) in next)
            {
                if (!last.TryGetValue(name, out var before) || !ReferenceEquals(before, unit))
                {
                    builder[name] = unit;
                }
            }

            return builder.ToImmutable();
        }
    }
}
