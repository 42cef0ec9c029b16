using System.Globalization;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>One port of a Service as one pod serves it.</summary>
internal sealed record ResolvedPort(string Name, string Protocol, int Port, string? AppProtocol);

/// <summary>One pod behind a Service.</summary>
internal sealed record ServiceEndpoint(V1Pod Pod, bool Ready, bool Serving, bool Terminating, IReadOnlyList<ResolvedPort> Ports)
{
    public string Address => Pod.Status.PodIP;

    public string PortsKey => string.Join(';', Ports.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}/{p.Protocol}/{p.Port}/{p.AppProtocol}")));
}

/// <summary>Which pods stand behind a Service, and in what condition: the common ground of Endpoints and EndpointSlices.</summary>
internal static class ServiceEndpoints
{
    /// <summary>A Service without a selector, or of type ExternalName, is not for the controllers.</summary>
    public static bool IsManaged(V1Service service) => service.Spec.Type != "ExternalName" && service.Spec.Selector is { Count: > 0 };

    public static bool IsHeadless(V1Service service) => service.Spec.ClusterIP == "None";

    public static List<ServiceEndpoint> Resolve(V1Service service, IEnumerable<V1Pod> pods)
    {
        var result = new List<ServiceEndpoint>();
        foreach (V1Pod pod in pods.Where(p => LabelSelectors.Matches(service.Spec.Selector, p.Metadata.Labels)).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            if (PodState.IsFinished(pod) || string.IsNullOrEmpty(pod.Status?.PodIP))
            {
                continue;
            }

            bool terminating = PodState.IsTerminating(pod);
            bool serving = PodState.IsReady(pod);
            bool ready = service.Spec.PublishNotReadyAddresses == true || (serving && !terminating);
            result.Add(new ServiceEndpoint(pod, ready, serving, terminating, Ports(service, pod)));
        }

        return result;
    }

    public static int? TargetPort(V1ServicePort port, V1Pod pod)
    {
        string target = port.TargetPort?.Value ?? port.Port.ToString(CultureInfo.InvariantCulture);
        if (int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number == 0 ? port.Port : number;
        }

        return pod.Spec.Containers
            .Concat(pod.Spec.InitContainers?.Where(c => c.RestartPolicy == "Always") ?? [])
            .SelectMany(c => c.Ports ?? [])
            .FirstOrDefault(p => p.Name == target && (p.Protocol ?? "TCP") == (port.Protocol ?? "TCP"))?.ContainerPort;
    }

    private static List<ResolvedPort> Ports(V1Service service, V1Pod pod)
    {
        var ports = new List<ResolvedPort>();
        foreach (V1ServicePort port in service.Spec.Ports ?? [])
        {
            if (TargetPort(port, pod) is { } number)
            {
                ports.Add(new ResolvedPort(port.Name ?? "", port.Protocol ?? "TCP", number, port.AppProtocol));
            }
        }

        return ports;
    }
}
