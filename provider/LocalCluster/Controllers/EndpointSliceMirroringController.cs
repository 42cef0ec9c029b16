using System.Net;
using k8s;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>
/// Publishes Endpoints that somebody writes for a Service without a selector as EndpointSlices. It does not ask who wrote them: Endpoints
/// that the endpoints controller left behind when the selector was taken away count as well.
/// </summary>
internal sealed class EndpointSliceMirroringController : Controller
{
    private const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    private const string Manager = "endpointslicemirroring-controller.k8s.io";
    private const string SkipMirror = "endpointslice.kubernetes.io/skip-mirror";
    private const string LeaderElection = "control-plane.alpha.kubernetes.io/leader";
    private static readonly string[] OwnAnnotations = ["endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration"];

    public EndpointSliceMirroringController(ControllerContext context)
        : base(context)
    {
        Caches.Services.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.Endpoints.OnChange(change => Queue.Add(ObjectKey.Of(change.Current)));
        Caches.EndpointSlices.OnChange(change =>
        {
            // Somebody else touched a slice of ours: put it right.
            if (IsOurs(change.Current) && change.Current.Metadata.Labels.TryGetValue(EndpointSliceController.ServiceName, out string? service))
            {
                Queue.Add(new ObjectKey(change.Current.Metadata.NamespaceProperty, service));
            }
        });
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        List<V1EndpointSlice> existing = [.. Caches.EndpointSlices.In(key.Namespace)
            .Where(s => IsOurs(s) && s.Metadata.Labels.TryGetValue(EndpointSliceController.ServiceName, out string? name) && name == key.Name && s.Metadata.DeletionTimestamp is null)
            .OrderBy(s => s.Metadata.Name, StringComparer.Ordinal)];
        bool mirrored = Caches.Services.Find(key) is { Spec.Selector: null or { Count: 0 } };
        List<V1EndpointSlice> wanted = mirrored && Caches.Endpoints.Find(key) is { Metadata.DeletionTimestamp: null } endpoints && IsForMirroring(endpoints) ? [.. Build(endpoints)] : [];
        foreach (V1EndpointSlice slice in wanted)
        {
            V1EndpointSlice? match = existing.FirstOrDefault(e => PortsOf(e) == PortsOf(slice) && e.AddressType == slice.AddressType)
                ?? existing.FirstOrDefault(e => e.AddressType == slice.AddressType);
            if (match is null)
            {
                Caches.EndpointSlices.Observe(await Client.CreateAsync(slice, cancel).ConfigureAwait(false));
                continue;
            }

            existing.Remove(match);
            if (Content(match) != Content(slice))
            {
                V1EndpointSlice next = match with
                {
                    Metadata = match.Metadata with { Labels = slice.Metadata.Labels, Annotations = slice.Metadata.Annotations, OwnerReferences = slice.Metadata.OwnerReferences },
                    Endpoints = slice.Endpoints,
                    Ports = slice.Ports,
                };
                Caches.EndpointSlices.Observe(await Client.ReplaceAsync(next, cancel).ConfigureAwait(false));
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

    private static bool IsForMirroring(V1Endpoints endpoints) =>
        !(endpoints.Metadata.Labels?.TryGetValue(SkipMirror, out string? skip) == true && skip == "true")
        && endpoints.Metadata.Annotations?.ContainsKey(LeaderElection) != true;

    /// <summary>One slice per set of ports and family of addresses.</summary>
    private static IEnumerable<V1EndpointSlice> Build(V1Endpoints endpoints)
    {
        var groups = (endpoints.Subsets ?? []).SelectMany(subset =>
        {
            List<Discoveryv1EndpointPort> ports = [.. (subset.Ports ?? []).Select(p => new Discoveryv1EndpointPort { Name = p.Name ?? "", Port = p.Port, Protocol = p.Protocol ?? "TCP", AppProtocol = p.AppProtocol })];
            return (subset.Addresses ?? []).Select(a => (Ports: ports, Address: a, Ready: true))
                .Concat((subset.NotReadyAddresses ?? []).Select(a => (Ports: ports, Address: a, Ready: false)));
        })
            .Where(e => IPAddress.TryParse(e.Address.Ip, out _))
            .GroupBy(e => (Type: e.Address.Ip.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4", Ports: KubernetesJson.Serialize(e.Ports)));
        foreach (var group in groups)
        {
            var labels = new Dictionary<string, string>(endpoints.Metadata.Labels ?? new Dictionary<string, string>())
            {
                [EndpointSliceController.ServiceName] = endpoints.Metadata.Name,
                [ManagedBy] = Manager,
            };
            Dictionary<string, string> annotations = (endpoints.Metadata.Annotations ?? new Dictionary<string, string>())
                .Where(a => !OwnAnnotations.Contains(a.Key))
                .ToDictionary(a => a.Key, a => a.Value);
            yield return new V1EndpointSlice
            {
                Metadata = new V1ObjectMeta
                {
                    GenerateName = $"{endpoints.Metadata.Name}-",
                    NamespaceProperty = endpoints.Metadata.NamespaceProperty,
                    Labels = labels,
                    Annotations = annotations.Count == 0 ? null : annotations,
                    OwnerReferences = [Owners.Controller(endpoints, Kinds.Endpoints)],
                },
                AddressType = group.Key.Type,
                Endpoints = [.. group.Select(e => new V1Endpoint
                {
                    Addresses = [e.Address.Ip],
                    Conditions = new V1EndpointConditions { Ready = e.Ready },
                    Hostname = e.Address.Hostname,
                    NodeName = e.Address.NodeName,
                    TargetRef = e.Address.TargetRef,
                })],
                Ports = group.First().Ports,
            };
        }
    }

    private static string PortsOf(V1EndpointSlice slice) => KubernetesJson.Serialize(slice.Ports ?? []);

    private static string Content(V1EndpointSlice slice) => string.Join(
        '\n',
        KubernetesJson.Serialize(new SortedDictionary<string, string>(slice.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)),
        KubernetesJson.Serialize(new SortedDictionary<string, string>(slice.Metadata.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal)),
        KubernetesJson.Serialize(slice.Endpoints ?? []),
        PortsOf(slice));
}
