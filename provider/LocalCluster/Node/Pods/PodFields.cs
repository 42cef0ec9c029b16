using System.Globalization;
using System.Text;
using k8s.Models;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>Values of the downward API: fields of the pod and resources of its containers.</summary>
internal static class PodFields
{
    /// <exception cref="ConfigurationException">The path names no such field.</exception>
    public static string Field(V1Pod pod, PodIdentity identity, string path)
    {
        V1ObjectMeta metadata = pod.Metadata;
        if (Subscript(path, "metadata.labels") is { } label)
        {
            return metadata.Labels?.TryGetValue(label, out string? value) == true ? value : "";
        }

        if (Subscript(path, "metadata.annotations") is { } annotation)
        {
            return metadata.Annotations?.TryGetValue(annotation, out string? value) == true ? value : "";
        }

        return path switch
        {
            "metadata.name" => metadata.Name,
            "metadata.namespace" => metadata.NamespaceProperty,
            "metadata.uid" => metadata.Uid,
            "metadata.labels" => Lines(metadata.Labels),
            "metadata.annotations" => Lines(metadata.Annotations),
            "spec.nodeName" => identity.NodeName,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
            "status.podIP" or "status.podIPs" => identity.Address.ToString(),
            "status.hostIP" or "status.hostIPs" => identity.HostAddress.ToString(),
            _ => throw new ConfigurationException($"unsupported fieldPath: {path}"),
        };
    }

    /// <exception cref="ConfigurationException">The resource is unknown.</exception>
    public static string Resource(V1Pod pod, V1Container container, V1ResourceFieldSelector selector)
    {
        V1Container source = string.IsNullOrEmpty(selector.ContainerName)
            ? container
            : pod.Spec.Containers.FirstOrDefault(c => c.Name == selector.ContainerName)
                ?? throw new ConfigurationException($"container {selector.ContainerName} not found");
        string[] parts = selector.Resource.Split('.', 2);
        IDictionary<string, ResourceQuantity>? values = parts[0] switch
        {
            "limits" => source.Resources?.Limits,
            "requests" => source.Resources?.Requests,
            _ => throw new ConfigurationException($"unsupported container resource: {selector.Resource}"),
        };
        decimal divisor = selector.Divisor is { } d && d.ToDecimal() > 0 ? d.ToDecimal() : 1;
        decimal amount = values is not null && parts.Length == 2 && values.TryGetValue(parts[1], out ResourceQuantity? quantity)
            ? quantity.ToDecimal()
            : parts.Length == 2 && parts[1] == "cpu" && parts[0] == "limits" ? Environment.ProcessorCount
            : parts.Length == 2 && parts[1] == "memory" && parts[0] == "limits" ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
            : 0;
        return Math.Ceiling(amount / divisor).ToString(CultureInfo.InvariantCulture);
    }

    private static string? Subscript(string path, string map) =>
        path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[(map.Length + 2)..^2] : null;

    private static string Lines(IDictionary<string, string>? map)
    {
        var text = new StringBuilder();
        foreach (KeyValuePair<string, string> entry in (map ?? new Dictionary<string, string>()).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            text.Append(entry.Key).Append("=\"").Append(entry.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }
}
