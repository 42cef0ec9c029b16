using System.Net;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Controllers;

namespace Sluice.LocalCluster.Dns;

/// <summary>
/// Answers for the names of Services and pods: <c>svc.ns.svc.cluster.local</c> and its shorter forms. Everything else is
/// refused, so that a resolver asks its next server.
/// </summary>
internal sealed class ClusterNames(ClusterCaches caches)
{
    public const string Domain = "cluster.local";
    private const string ServiceZone = "svc." + Domain;
    private const string PodZone = "pod." + Domain;

    /// <param name="question">The query.</param>
    /// <param name="clientNamespace">The namespace of the pod that asks, for names of one label.</param>
    public DnsAnswer Resolve(DnsQuestion question, string? clientNamespace)
    {
        string name = question.Name;
        if (question.Type == DnsType.Ptr)
        {
            return Reverse(name);
        }

        if (name == Domain || name == ServiceZone || name == PodZone)
        {
            return DnsAnswer.Of(DnsCode.NoError);
        }

        if (Below(name, PodZone) is { } pod)
        {
            return Pod(name, pod, question.Type);
        }

        string? service = Below(name, ServiceZone) ?? Below(name, "svc") ?? Short(name, clientNamespace);
        return service is null
            ? DnsAnswer.Of(Below(name, Domain) is null ? DnsCode.Refused : DnsCode.NameError)
            : Service(name, service.Split('.'), question.Type);
    }

    private static string? Below(string name, string zone) =>
        name.Length > zone.Length + 1 && name.EndsWith(zone, StringComparison.Ordinal) && name[^(zone.Length + 1)] == '.' ? name[..^(zone.Length + 1)] : null;

    /// <summary>Names without the zone are taken for Services only when there is such a Service.</summary>
    private string? Short(string name, string? clientNamespace)
    {
        string[] labels = name.Split('.');
        return labels.Length switch
        {
            1 when clientNamespace is not null && caches.Services.Find(clientNamespace, labels[0]) is not null => $"{labels[0]}.{clientNamespace}",
            2 when caches.Services.Find(labels[1], labels[0]) is not null => name,
            _ => null,
        };
    }

    private DnsAnswer Service(string asked, string[] labels, DnsType type)
    {
        if (labels.Length < 2 || caches.Services.Find(labels[^1], labels[^2]) is not { } service)
        {
            bool isNamespace = labels.Length == 1 && caches.Namespaces.Find("", labels[0]) is not null;
            return DnsAnswer.Of(isNamespace ? DnsCode.NoError : DnsCode.NameError);
        }

        if (service.Spec.Type == "ExternalName")
        {
            return new DnsAnswer(DnsCode.NoError, [new NameRecord(asked, DnsType.CName, service.Spec.ExternalName)]);
        }

        List<Backend> backends = [.. Backends(service)];
        switch (labels.Length)
        {
            case 2:
                return type switch
                {
                    DnsType.A or DnsType.Any => new DnsAnswer(DnsCode.NoError, Addresses(asked, service, backends)),
                    DnsType.Srv => new DnsAnswer(DnsCode.NoError, Services(asked, service, backends, null, null)),
                    _ => DnsAnswer.Of(DnsCode.NoError),
                };
            case 3:
                List<Backend> named = [.. backends.Where(b => b.Name == labels[0])];
                return named.Count == 0
                    ? DnsAnswer.Of(DnsCode.NameError)
                    : new DnsAnswer(DnsCode.NoError, type is DnsType.A or DnsType.Any ? [.. named.Select(b => b.Address).Distinct().Select(a => new AddressRecord(asked, a))] : []);
            case 4 when labels[0].StartsWith('_') && labels[1].StartsWith('_'):
                List<DnsRecord> records = Services(asked, service, backends, labels[0][1..], labels[1][1..]);
                return records.Count == 0 ? DnsAnswer.Of(DnsCode.NameError) : new DnsAnswer(DnsCode.NoError, type is DnsType.Srv or DnsType.Any ? records : []);
            default:
                return DnsAnswer.Of(DnsCode.NameError);
        }
    }

    private static List<DnsRecord> Addresses(string asked, V1Service service, List<Backend> backends) =>
        ServiceEndpoints.IsHeadless(service)
            ? [.. backends.Select(b => b.Address).Distinct().Select(a => new AddressRecord(asked, a))]
            : IPAddress.TryParse(service.Spec.ClusterIP, out IPAddress? address) ? [new AddressRecord(asked, address)] : [];

    private static List<DnsRecord> Services(string asked, V1Service service, List<Backend> backends, string? port, string? protocol)
    {
        string full = $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}.{ServiceZone}";
        if (ServiceEndpoints.IsHeadless(service))
        {
            return [.. backends
                .SelectMany(b => b.Ports.Select(p => (Backend: b, Port: p)))
                .Where(p => (port is null || p.Port.Name == port) && (protocol is null || string.Equals(p.Port.Protocol ?? "TCP", protocol, StringComparison.OrdinalIgnoreCase)))
                .Select(p => new ServiceRecord(asked, 100, p.Port.Port ?? 0, $"{p.Backend.Name}.{full}"))];
        }

        return [.. (service.Spec.Ports ?? [])
            .Where(p => (port is null || p.Name == port) && (protocol is null || string.Equals(p.Protocol ?? "TCP", protocol, StringComparison.OrdinalIgnoreCase)))
            .Select(p => new ServiceRecord(asked, 100, p.Port, full))];
    }

    private IEnumerable<Backend> Backends(V1Service service)
    {
        if (!ServiceEndpoints.IsHeadless(service))
        {
            yield break;
        }

        foreach (V1EndpointSlice slice in caches.EndpointSlices.In(service.Metadata.NamespaceProperty)
            .Where(s => s.AddressType == "IPv4" && s.Metadata.Labels?.TryGetValue(EndpointSliceController.ServiceName, out string? owner) == true && owner == service.Metadata.Name))
        {
            foreach (V1Endpoint endpoint in (slice.Endpoints ?? []).Where(e => e.Conditions?.Ready ?? true))
            {
                foreach (string text in endpoint.Addresses)
                {
                    if (IPAddress.TryParse(text, out IPAddress? address))
                    {
                        yield return new Backend(endpoint.Hostname ?? text.Replace('.', '-'), address, slice.Ports ?? []);
                    }
                }
            }
        }
    }

    private DnsAnswer Pod(string asked, string name, DnsType type)
    {
        string[] labels = name.Split('.');
        return labels.Length == 2 && IPAddress.TryParse(labels[0].Replace('-', '.'), out IPAddress? address) && caches.Namespaces.Find("", labels[1]) is not null
            ? new DnsAnswer(DnsCode.NoError, type is DnsType.A or DnsType.Any ? [new AddressRecord(asked, address)] : [])
            : DnsAnswer.Of(DnsCode.NameError);
    }

    private DnsAnswer Reverse(string asked)
    {
        if (Below(asked, "in-addr.arpa") is not { } reversed)
        {
            return DnsAnswer.Of(DnsCode.Refused);
        }

        string address = string.Join('.', reversed.Split('.').Reverse());
        V1Service? service = caches.Services.All.FirstOrDefault(s => s.Spec.ClusterIP == address);
        return service is null
            ? DnsAnswer.Of(DnsCode.Refused)
            : new DnsAnswer(DnsCode.NoError, [new NameRecord(asked, DnsType.Ptr, $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}.{ServiceZone}")]);
    }

    private sealed record Backend(string Name, IPAddress Address, IList<Discoveryv1EndpointPort> Ports);
}
