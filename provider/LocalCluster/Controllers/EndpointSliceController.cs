using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Publishes the pods behind each Service as EndpointSlices.</summary>
internal sealed class EndpointSliceController : Controller
{
    public const string ServiceName = "kubernetes.io/service-name";
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Manager = "endpointslice-controller.k8s.io";
    private const string Headless = "service.kubernetes.io/headless";
    private const int MaxEndpoints = 100;

    private readonly TriggerTimes _triggers = new();

    public EndpointSliceController(ControllerContext context)
        : base(context)
    {
        Caches.Services.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Pods.OnChange(change => ServiceLookup.Enqueue(Caches, Queue, change));
        Caches.EndpointSlices.OnChange(change =>
        {
            // Somebody else touched a slice of ours: put it right.
            if (IsOurs(change.Current) && change.Current.Metadata.Labels.TryGetValue(ServiceName, out string? service))
            {
                Queue.Add(new ObjectKey(change.Current.Metadata.NamespaceProperty, service));
            }
        });
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Services.Find(key) is not { } service)
        {
            _triggers.Forget(key);
            return;
        }

        List<V1EndpointSlice> existing = [.. Caches.EndpointSlices.In(key.Namespace)
            .Where(s => IsOurs(s) && s.Metadata.Labels.TryGetValue(ServiceName, out string? name) && name == key.Name && s.Metadata.DeletionTimestamp is null)
            .OrderBy(s => s.Metadata.Name, StringComparer.Ordinal)];
        if (service.Metadata.DeletionTimestamp is not null || !ServiceEndpoints.IsManaged(service))
        {
            // A selector taken away hands the Service over to whoever publishes endpoints for it; the old slices are left as they are.
            return;
        }

        List<ServiceEndpoint> endpoints = ServiceEndpoints.Resolve(service, Caches.Pods.In(key.Namespace));
        List<V1EndpointSlice> wanted = Build(service, endpoints);
        DateTime? trigger = _triggers.Next(service, Caches.Pods.In(key.Namespace));
        foreach (V1EndpointSlice slice in wanted)
        {
            V1EndpointSlice? match = existing.FirstOrDefault(e => PortsOf(e) == PortsOf(slice)) ?? existing.FirstOrDefault();
            if (match is null)
            {
                Caches.EndpointSlices.Observe(await Client.CreateAsync(Stamp(slice, trigger), cancel).ConfigureAwait(false));
                continue;
            }

            existing.Remove(match);
            if (Content(match) != Content(slice))
            {
                V1EndpointSlice next = match with
                {
                    Metadata = match.Metadata with { Labels = slice.Metadata.Labels, OwnerReferences = slice.Metadata.OwnerReferences },
                    Endpoints = slice.Endpoints,
                    Ports = slice.Ports,
                };
                Caches.EndpointSlices.Observe(await Client.ReplaceAsync(Stamp(next, trigger), cancel).ConfigureAwait(false));
            }
        }

        foreach (V1EndpointSlice surplus in existing)
        {
            await Client.DeleteAsync(Kinds.EndpointSlices, ObjectKey.Of(surplus), new V1DeleteOptions(), cancel).ConfigureAwait(false);
            Caches.EndpointSlices.ObserveGone(surplus);
        }
    }

    private static bool IsOurs(V1EndpointSlice slice) =>
        slice.Metadata.Labels is { } labels && labels.TryGetValue(ManagedBy, out string? manager) && manager == Manager;

    private static List<V1EndpointSlice> Build(V1Service service, List<ServiceEndpoint> endpoints)
    {
        if (endpoints.Count == 0)
        {
            return [Slice(service, [], null)];
        }

        return [.. endpoints
            .GroupBy(e => e.PortsKey)
            .SelectMany(group => group.Chunk(MaxEndpoints).Select(chunk => Slice(service, chunk, chunk[0].Ports)))];
    }

    private static V1EndpointSlice Slice(V1Service service, ServiceEndpoint[] endpoints, IReadOnlyList<ResolvedPort>? ports)
    {
        Dictionary<string, string> labels = (service.Metadata.Labels ?? new Dictionary<string, string>())
            .Where(l => l.Key is not ServiceName and not ManagedBy and not Headless)
            .ToDictionary(l => l.Key, l => l.Value);
        labels[ServiceName] = service.Metadata.Name;
        labels[ManagedBy] = Manager;
        if (ServiceEndpoints.IsHeadless(service))
        {
            labels[Headless] = "";
        }

        return new V1EndpointSlice
        {
            Metadata = new V1ObjectMeta
            {
                GenerateName = $"{service.Metadata.Name}-",
                NamespaceProperty = service.Metadata.NamespaceProperty,
                Labels = labels,
                OwnerReferences = [Owners.Controller(service, Kinds.Services)],
            },
            AddressType = "IPv4",
            Endpoints = endpoints.Length == 0 ? null : [.. endpoints.Select(Endpoint)],
            Ports = ports is null || ports.Count == 0
                ? null
                : [.. ports.Select(p => new Discoveryv1EndpointPort { Name = p.Name, Protocol = p.Protocol, Port = p.Port, AppProtocol = p.AppProtocol })],
        };
    }

    private static V1Endpoint Endpoint(ServiceEndpoint endpoint) => new()
    {
        Addresses = [endpoint.Address],
        Conditions = new V1EndpointConditions { Ready = endpoint.Ready, Serving = endpoint.Serving, Terminating = endpoint.Terminating },
        Hostname = string.IsNullOrEmpty(endpoint.Pod.Spec.Hostname) ? null : endpoint.Pod.Spec.Hostname,
        NodeName = endpoint.Pod.Spec.NodeName,
        TargetRef = new V1ObjectReference
        {
            Kind = "Pod",
            NamespaceProperty = endpoint.Pod.Metadata.NamespaceProperty,
            Name = endpoint.Pod.Metadata.Name,
            Uid = endpoint.Pod.Metadata.Uid,
        },
    };

    private static V1EndpointSlice Stamp(V1EndpointSlice slice, DateTime? trigger) =>
        slice with { Metadata = slice.Metadata with { Annotations = TriggerTimes.Stamp(slice.Metadata.Annotations, trigger) } };

    private static string PortsOf(V1EndpointSlice slice) => KubernetesJson.Serialize(slice.Ports ?? []);

    private static string Content(V1EndpointSlice slice) => string.Join(
        '\n',
        KubernetesJson.Serialize(new SortedDictionary<string, string>(slice.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)),
        KubernetesJson.Serialize(slice.Endpoints ?? []),
        PortsOf(slice));
}
