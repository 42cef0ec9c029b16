using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Publishes the older Endpoints objects, which some clients still read.</summary>
internal sealed class EndpointsController : Controller
{
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string Headless = "service.kubernetes.io/headless";

    private readonly TriggerTimes _triggers = new();

    public EndpointsController(ControllerContext context)
        : base(context)
    {
        Caches.Services.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Pods.OnChange(change => ServiceLookup.Enqueue(Caches, Queue, change));
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        V1Service? service = Caches.Services.Find(key);
        V1Endpoints? existing = Caches.Endpoints.Find(key);
        if (service is null || service.Metadata.DeletionTimestamp is not null)
        {
            _triggers.Forget(key);
            if (service is null && existing is not null && IsOurs(existing))
            {
                await Client.DeleteAsync(Kinds.Endpoints, key, new V1DeleteOptions(), cancel).ConfigureAwait(false);
                Caches.Endpoints.ObserveGone(existing);
            }

            return;
        }

        if (!ServiceEndpoints.IsManaged(service))
        {
            return;
        }

        V1Endpoints wanted = Build(service, ServiceEndpoints.Resolve(service, Caches.Pods.In(key.Namespace)));
        DateTime? trigger = _triggers.Next(service, Caches.Pods.In(key.Namespace));
        if (existing is null)
        {
            Caches.Endpoints.Observe(await Client.CreateAsync(Stamp(wanted, trigger), cancel).ConfigureAwait(false));
        }
        else if (Content(existing) != Content(wanted))
        {
            Caches.Endpoints.Observe(await Client.ReplaceAsync(
                Stamp(existing with { Metadata = existing.Metadata with { Labels = wanted.Metadata.Labels }, Subsets = wanted.Subsets }, trigger), cancel).ConfigureAwait(false));
        }
    }

    private static bool IsOurs(V1Endpoints endpoints) => endpoints.Metadata.Labels?.ContainsKey(ManagedBy) == true;

    private static V1Endpoints Build(V1Service service, List<ServiceEndpoint> endpoints)
    {
        Dictionary<string, string> labels = new(service.Metadata.Labels ?? new Dictionary<string, string>()) { [ManagedBy] = "endpoint-controller" };
        if (ServiceEndpoints.IsHeadless(service))
        {
            labels[Headless] = "";
        }

        // Addresses that share ports and readiness share a subset; terminating pods are not listed at all.
        List<V1EndpointSubset> subsets = [.. endpoints
            .Where(e => !e.Terminating || service.Spec.PublishNotReadyAddresses == true)
            .Where(e => e.Ports.Count > 0 || ServiceEndpoints.IsHeadless(service))
            .GroupBy(e => e.PortsKey)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(group => new V1EndpointSubset
            {
                Addresses = Addresses(group.Where(e => e.Ready)),
                NotReadyAddresses = Addresses(group.Where(e => !e.Ready)),
                Ports = group.First().Ports.Count == 0
                    ? null
                    : [.. group.First().Ports.Select(p => new Corev1EndpointPort { Name = p.Name.Length == 0 ? null : p.Name, Port = p.Port, Protocol = p.Protocol, AppProtocol = p.AppProtocol })],
            })];
        return new V1Endpoints
        {
            Metadata = new V1ObjectMeta { Name = service.Metadata.Name, NamespaceProperty = service.Metadata.NamespaceProperty, Labels = labels },
            Subsets = subsets.Count == 0 ? null : subsets,
        };
    }

    private static List<V1EndpointAddress>? Addresses(IEnumerable<ServiceEndpoint> endpoints)
    {
        List<V1EndpointAddress> list = [.. endpoints.Select(e => new V1EndpointAddress
        {
            Ip = e.Address,
            NodeName = e.Pod.Spec.NodeName,
            Hostname = string.IsNullOrEmpty(e.Pod.Spec.Hostname) ? null : e.Pod.Spec.Hostname,
            TargetRef = new V1ObjectReference { Kind = "Pod", NamespaceProperty = e.Pod.Metadata.NamespaceProperty, Name = e.Pod.Metadata.Name, Uid = e.Pod.Metadata.Uid },
        })];
        return list.Count == 0 ? null : list;
    }

    private static V1Endpoints Stamp(V1Endpoints endpoints, DateTime? trigger) =>
        endpoints with { Metadata = endpoints.Metadata with { Annotations = TriggerTimes.Stamp(endpoints.Metadata.Annotations, trigger) } };

    private static string Content(V1Endpoints endpoints) => string.Join(
        '\n',
        KubernetesJson.Serialize(new SortedDictionary<string, string>(endpoints.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)),
        KubernetesJson.Serialize(endpoints.Subsets ?? []));
}
