using System.Collections.Immutable;
using System.Net;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Controllers;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>Which addresses have to be served and where each leads: a pure function of Services and EndpointSlices.</summary>
internal static class ServiceTable
{
    public static Dictionary<ServiceAddress, ServiceTarget> Build(
        IEnumerable<V1Service> services, IEnumerable<V1EndpointSlice> slices, ClusterAddresses block, PortMapping ports)
    {
        ILookup<ObjectKey, V1EndpointSlice> byService = slices
            .Where(s => s.AddressType == "IPv4" && s.Metadata.Labels?.ContainsKey(EndpointSliceController.ServiceName) == true)
            .ToLookup(s => new ObjectKey(s.Metadata.NamespaceProperty, s.Metadata.Labels[EndpointSliceController.ServiceName]));
        var table = new Dictionary<ServiceAddress, ServiceTarget>();
        foreach (V1Service service in services.OrderBy(s => s.Metadata.CreationTimestamp))
        {
            if (service.Spec.Type == "ExternalName" || !IPAddress.TryParse(service.Spec.ClusterIP, out IPAddress? clusterIp))
            {
                continue;
            }

            ObjectKey key = ObjectKey.Of(service);
            List<V1EndpointSlice> own = [.. byService[key]];
            TimeSpan? affinity = service.Spec.SessionAffinity == "ClientIP"
                ? TimeSpan.FromSeconds(service.Spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? 10800)
                : null;
            foreach (V1ServicePort port in service.Spec.Ports ?? [])
            {
                if (Protocol(port.Protocol) is not { } protocol)
                {
                    continue;
                }

                var target = new ServiceTarget(key, EndPoints(own, port, protocol, block, ports), affinity);
                foreach (IPAddress address in Addresses(service, clusterIp, block))
                {
                    // The older Service keeps an address that two claim.
                    table.TryAdd(new ServiceAddress(protocol, address, ports.Map(port.Port)), target);
                }

                if (port.NodePort is > 0)
                {
                    table.TryAdd(new ServiceAddress(protocol, block.Node, port.NodePort.Value), target);
                }
            }
        }

        return table;
    }

    private static IEnumerable<IPAddress> Addresses(V1Service service, IPAddress clusterIp, ClusterAddresses block)
    {
        yield return clusterIp;
        foreach (V1LoadBalancerIngress ingress in service.Status?.LoadBalancer?.Ingress ?? [])
        {
            if (service.Spec.Type == "LoadBalancer" && IPAddress.TryParse(ingress.Ip, out IPAddress? address))
            {
                yield return address;
            }
        }

        foreach (string external in service.Spec.ExternalIPs ?? [])
        {
            if (IPAddress.TryParse(external, out IPAddress? address) && block.LoadBalancers.Contains(address))
            {
                yield return address;
            }
        }
    }

    private static ImmutableArray<IPEndPoint> EndPoints(
        List<V1EndpointSlice> slices, V1ServicePort port, TransportProtocol protocol, ClusterAddresses block, PortMapping ports)
    {
        var ready = new List<IPEndPoint>();
        var terminating = new List<IPEndPoint>();
        foreach (V1EndpointSlice slice in slices)
        {
            foreach (Discoveryv1EndpointPort slicePort in slice.Ports ?? [])
            {
                if (slicePort.Port is not { } number || (slicePort.Name ?? "") != (port.Name ?? "") || Protocol(slicePort.Protocol) != protocol)
                {
                    continue;
                }

                foreach (V1Endpoint endpoint in slice.Endpoints ?? [])
                {
                    if (endpoint.Addresses.Count == 0 || !IPAddress.TryParse(endpoint.Addresses[0], out IPAddress? address))
                    {
                        continue;
                    }

                    int mapped = block.Pods.Contains(address) ? ports.Map(number) : number;
                    if (endpoint.Conditions?.Ready ?? true)
                    {
                        ready.Add(new IPEndPoint(address, mapped));
                    }
                    else if (endpoint.Conditions is { Serving: true, Terminating: true })
                    {
                        terminating.Add(new IPEndPoint(address, mapped));
                    }
                }
            }
        }

        // With nobody else left, those that are on their way out but still serve are better than none.
        List<IPEndPoint> chosen = ready.Count > 0 ? ready : terminating;
        return [.. chosen.Distinct().OrderBy(e => e.ToString(), StringComparer.Ordinal)];
    }

    private static TransportProtocol? Protocol(string? name) => name switch
    {
        null or "" or "TCP" => TransportProtocol.Tcp,
        "UDP" => TransportProtocol.Udp,
        _ => null,
    };
}
