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

        foreach (var route in graph.RoutesOf(gateway.Key))
        {
            units.Add(route.UnitsOn(gateway.Key, memo), gateway.ClientCertificate?.Certificate);
        }

        return units.Done(memo.Last(gateway.Key));
    }

    /// <summary>The snapshot of the mesh: a listener per captured Service port, and every route that is attached to one.</summary>
    public static RoutingSnapshot Build(TranslatedGraph graph, ClusterView view, TranslationMemo memo)
    {
        var plane = graph.Mesh.Plane;
        var units = new Units(plane, memo);
        foreach (var listener in graph.Mesh.Services.Values.SelectMany(service => service.Listeners).Where(listener => listener.IsServable))
        {
            units.Add(listener.ToConfig());
            units.Add(listener.Capture!.Uses, null);
        }

        foreach (var route in graph.RoutesOf(plane))
        {
            units.Add(route.UnitsOn(plane, memo), null);
        }

        foreach (var name in graph.ClientNamespaces)
        {
            units.Add(new ClientGroupConfig { Name = name, Addresses = view.ClientAddresses.GetValueOrDefault(name).Items });
        }

        return units.Done(memo.Last(plane));
    }

    /// <summary>Collects units by name.</summary>
    private sealed class Units(ObjectKey gateway, TranslationMemo memo)
    {
        private readonly Dictionary<string, ListenerConfig> _listeners = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HttpRouteConfig> _httpRoutes = new(memo.Last(gateway).HttpRoutes.Count, StringComparer.Ordinal);
        private readonly Dictionary<string, StreamRouteConfig> _streamRoutes = new(StringComparer.Ordinal);
        private readonly Dictionary<string, BackendConfig> _backends = new(memo.Last(gateway).Backends.Count, StringComparer.Ordinal);
        private readonly Dictionary<string, CertificateConfig> _certificates = new(StringComparer.Ordinal);
        private readonly Dictionary<string, ClientGroupConfig> _clientGroups = new(StringComparer.Ordinal);

        public void Add(ListenerConfig listener) => _listeners[listener.Name] = memo.Keep(gateway, listener.Name, listener, snapshot => snapshot.Listeners, UnitEquality.Same);

        public void Add(ClientGroupConfig group) => _clientGroups[group.Name] =
            memo.Keep(gateway, group.Name, group, snapshot => snapshot.ClientGroups, (a, b) => a.Addresses.SequenceEqual(b.Addresses));

        public void Add(CertificateConfig certificate)
        {
            if (!_certificates.ContainsKey(certificate.Name))
            {
                _certificates[certificate.Name] = memo.Keep(gateway, certificate.Name, certificate, snapshot => snapshot.Certificates, (a, b) => a == b);
            }
        }

        public void Add(RouteUnits units, CertificateConfig? clientCertificate)
        {
            if (units.Http is { } http)
            {
                _httpRoutes[http.Name] = http;
            }

            foreach (var stream in units.Streams)
            {
                _streamRoutes[stream.Name] = stream;
            }

            Add(units.Backends, clientCertificate);
        }

        public void Add(IEnumerable<BackendUse> uses, CertificateConfig? clientCertificate)
        {
            foreach (var use in uses)
            {
                Add(use, clientCertificate);
            }
        }

        private void Add(BackendUse use, CertificateConfig? clientCertificate)
        {
            if (_backends.ContainsKey(use.UnitName))
            {
                return;
            }

            if (use.Target is null)
            {
                // The unit is named after the reference, and why it leads nowhere may change.
                _backends[use.UnitName] = memo.Keep(gateway, use.UnitName, BackendBuilder.Failed(use), snapshot => snapshot.Backends, UnitEquality.Same);
                return;
            }

            var built = memo.Get(
                "backend",
                gateway,
                use.UnitName,
                clientCertificate ?? BackendBuilder.Root,
                lookup => BackendBuilder.Build(use.Target, clientCertificate, lookup),
                (before, after) => UnitEquality.Same(before.Config, after.Config) && before.Certificates.SequenceEqual(after.Certificates));
            _backends[use.UnitName] = built.Config;
            foreach (var certificate in built.Certificates)
            {
                Add(certificate);
            }
        }

        public RoutingSnapshot Done(RoutingSnapshot last)
        {
            var next = new RoutingSnapshot
            {
                Listeners = Maps.Change(last.Listeners, _listeners),
                HttpRoutes = Maps.Change(last.HttpRoutes, _httpRoutes),
                StreamRoutes = Maps.Change(last.StreamRoutes, _streamRoutes),
                Backends = Maps.Change(last.Backends, _backends),
                Certificates = Maps.Change(last.Certificates, _certificates),
                ClientGroups = Maps.Change(last.ClientGroups, _clientGroups),
            };
            return ReferenceEquals(next.Listeners, last.Listeners) && ReferenceEquals(next.HttpRoutes, last.HttpRoutes) && ReferenceEquals(next.StreamRoutes, last.StreamRoutes) &&
                ReferenceEquals(next.Backends, last.Backends) && ReferenceEquals(next.Certificates, last.Certificates) && ReferenceEquals(next.ClientGroups, last.ClientGroups)
                ? last
                : next;
        }
    }
}
