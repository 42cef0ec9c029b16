using System.Collections.Immutable;
using System.Net;
using Sluice.GatewayApi.Core;
using Sluice.Routing.Model;
using Sluice.Translation.Indexing;
using Sluice.Translation.Mesh;
using Sluice.Translation.Status;

namespace Sluice.Translation.Backends;

/// <summary>A backend unit and the certificates that it needs.</summary>
internal sealed record BuiltBackend(BackendConfig Config, ImmutableArray<CertificateConfig> Certificates);

/// <summary>Makes backend units from Services, EndpointSlices and policies.</summary>
internal static class BackendBuilder
{
    // Root of memoised backends: everything they are made from is looked up.
    public static readonly object Root = new();

    /// <summary>The unit of a reference that leads nowhere.</summary>
    public static BackendConfig Failed(BackendUse use) => new() { Name = use.UnitName, Source = use.UnitName, Protocol = Protocol(use.Speech, null), Failure = use.Failure };

    /// <param name="target">What to reach.</param>
    /// <param name="clientCertificate">Presented where the backend speaks TLS; null for none.</param>
    /// <param name="lookup">Where to look.</param>
    public static BuiltBackend Build(BackendTarget target, CertificateConfig? clientCertificate, Lookup lookup)
    {
        var service = lookup.Service(target.Service);
        var port = service is null ? null : BackendReferences.FindPort(service, target.Port, target.Speech);
        var config = new BackendConfig
        {
            Name = target.UnitName,
            Source = $"Service {target.Service}, port {target.Port}",
            Protocol = Protocol(target.Speech, port?.AppProtocol),
            Endpoints = port is null ? [] : Endpoints(SlicesOf(target.Service, service!, lookup), port),
        };
        if (target.Speech is Speech.Tcp or Speech.Udp or Speech.Http1 or Speech.Http2 || lookup.Policies(target.Service).For(target.Service.Name, port?.Name) is not { } policy)
        {
            return new(config, []);
        }

        var outcome = PolicyReader.Read(policy, lookup);
        if (outcome.Tls is not { } tls)
        {
            return new(config with { Failure = Conditions.PolicyFailure(policy.Key(), outcome.Rejected?.Message ?? "") }, []);
        }

        return new(
            config with { Tls = tls with { ClientCertificate = clientCertificate?.Name } },
            clientCertificate is null ? outcome.CaBundles : outcome.CaBundles.Add(clientCertificate));
    }

    /// <summary>Where the pods are: behind the shadow of a captured Service, for a backend is never routed once more.</summary>
    private static EndpointSliceSet SlicesOf(ObjectKey key, Service service, Lookup lookup)
    {
        var own = lookup.Slices(key);
        return own.IsCaptured || (own.HasCapture && service.Spec?.Selector is null or { Count: 0 }) ? lookup.Slices(MeshNames.Shadow(key)) : own;
    }

    private static BackendProtocol Protocol(Speech speech, string? appProtocol) => speech switch
    {
        Speech.Tcp or Speech.TerminatedTcp => BackendProtocol.Tcp,
        Speech.Udp => BackendProtocol.Udp,
        Speech.Grpc or Speech.Http2 => BackendProtocol.Http2,
        Speech.Http1 => BackendProtocol.Http1,
        _ => appProtocol switch
        {
            "kubernetes.io/h2c" => BackendProtocol.Http2,
            "kubernetes.io/ws" or "kubernetes.io/wss" => BackendProtocol.WebSocket,
            _ => BackendProtocol.Http1,
        },
    };

    /// <summary>The ready endpoints; while there is none, those that still serve while they terminate.</summary>
    private static ImmutableArray<BackendEndpoint> Endpoints(EndpointSliceSet slices, ServicePort port)
    {
        var ready = Endpoints(slices, port, endpoint => endpoint.Conditions?.Ready ?? true);
        return ready.IsEmpty ? Endpoints(slices, port, endpoint => endpoint.Conditions is { Serving: true, Terminating: true }) : ready;
    }

    private static ImmutableArray<BackendEndpoint> Endpoints(EndpointSliceSet slices, ServicePort port, Func<Endpoint, bool> isWanted)
    {
        var found = new SortedDictionary<(string Address, int Port), BackendEndpoint>(AddressOrder.Instance);
        foreach (var slice in slices.Slices.Where(slice => slice.AddressType is null or "IPv4" or "IPv6"))
        {
            foreach (var slicePort in (slice.Ports ?? []).Where(candidate => IsSame(candidate, port)))
            {
                foreach (var endpoint in (slice.Endpoints ?? []).Where(isWanted))
                {
                    // The API promises that all addresses of an endpoint are equal; the first one is used.
                    if (endpoint.Addresses is [{ } address, ..] && IPAddress.TryParse(address, out _))
                    {
                        found[(address, slicePort.Port!.Value)] = new BackendEndpoint(address, slicePort.Port.Value);
                    }
                }
            }
        }

        return [.. found.Values];
    }

    private static bool IsSame(EndpointPort candidate, ServicePort port) =>
        candidate.Port is not null && (candidate.Name ?? "") == (port.Name ?? "") && (candidate.Protocol ?? "TCP") == (port.Protocol ?? "TCP");

    private sealed class AddressOrder : IComparer<(string Address, int Port)>
    {
        public static readonly AddressOrder Instance = new();

        public int Compare((string Address, int Port) x, (string Address, int Port) y)
        {
            var byAddress = string.CompareOrdinal(x.Address, y.Address);
            return byAddress != 0 ? byAddress : x.Port.CompareTo(y.Port);
        }
    }
}
