using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;

namespace Sluice.LocalCluster.ServiceProxy;

/// <summary>A load balancer that cannot serve a port says so in the status of its Service, as the API has it. Pure.</summary>
internal sealed class LoadBalancerPorts(ImmutableDictionary<ServiceAddress, string> failing, PortMapping mapping)
{
    /// <summary>The <c>status.loadBalancer.ingress</c> that tells what is served; null where it tells that already.</summary>
    public JsonArray? Correction(V1Service service)
    {
        List<V1LoadBalancerIngress> told = [.. service.Status?.LoadBalancer?.Ingress ?? []];
        List<List<(V1ServicePort Port, string? Error)>> wanted = [.. told.Select(i => PortsOf(service, i))];
        if (told.Zip(wanted).All(static pair => Told(pair.First).SequenceEqual(pair.Second.Select(static p => (p.Port.Port, p.Error)))))
        {
            return null;
        }

        return new JsonArray([.. told.Zip(wanted).Select(static pair => (JsonNode)Ingress(pair.First, pair.Second))]);
    }

    private static IEnumerable<(int Port, string? Error)> Told(V1LoadBalancerIngress ingress) => (ingress.Ports ?? []).Select(static p => (p.Port, (string?)p.Error));

    /// <summary>Every port, as soon as one of them cannot be served; none while all can.</summary>
    private List<(V1ServicePort Port, string? Error)> PortsOf(V1Service service, V1LoadBalancerIngress ingress)
    {
        if (!IPAddress.TryParse(ingress.Ip, out IPAddress? address))
        {
            return [];
        }

        List<(V1ServicePort Port, string? Error)> ports = [.. (service.Spec.Ports ?? []).Select(p => (p, ErrorOf(address, p)))];
        return ports.TrueForAll(static p => p.Error is null) ? [] : ports;
    }

    private string? ErrorOf(IPAddress address, V1ServicePort port)
    {
        TransportProtocol protocol = port.Protocol == "UDP" ? TransportProtocol.Udp : TransportProtocol.Tcp;
        return failing.GetValueOrDefault(new ServiceAddress(protocol, address, mapping.Map(port.Port)));
    }

    private static JsonObject Ingress(V1LoadBalancerIngress told, List<(V1ServicePort Port, string? Error)> ports)
    {
        var ingress = new JsonObject { ["ip"] = told.Ip, ["ipMode"] = told.IpMode };
        if (ports.Count > 0)
        {
            ingress["ports"] = new JsonArray([.. ports.Select(static p => (JsonNode)Status(p.Port, p.Error))]);
        }

        return ingress;
    }

    private static JsonObject Status(V1ServicePort port, string? error)
    {
        var status = new JsonObject { ["port"] = port.Port, ["protocol"] = port.Protocol };
        if (error is not null)
        {
            status["error"] = error;
        }

        return status;
    }
}
