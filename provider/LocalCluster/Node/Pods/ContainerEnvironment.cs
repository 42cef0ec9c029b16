using System.Globalization;
using System.Net;
using System.Text;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the node adds to every container's environment by itself.</summary>
internal sealed record NodeEnvironment(string DnsEndPoint, IPEndPoint ApiServer, int? PrivilegedPortOffset);

/// <summary>Builds the environment of a container in the order of precedence that Kubernetes has.</summary>
internal sealed class ContainerEnvironment(ClusterCaches caches, NodeEnvironment node)
{
    // A container starts with the image's environment, not with that of whoever started the cluster; but the local
    // runtime must be found, and time zone and language are the machine's.
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "DOTNET_ROOT", "DOTNET_ROOT_X64", "LD_LIBRARY_PATH"];

    /// <exception cref="ConfigurationException">A ConfigMap, Secret or key that is not optional is missing.</exception>
    public Dictionary<string, string> Build(V1Pod pod, V1Container container, PodIdentity identity, IReadOnlyDictionary<string, string> image, string root)
    {
        var result = new Dictionary<string, string>();
        foreach (string name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                result[name] = value;
            }
        }

        AddRuntime(result, container);
        foreach (KeyValuePair<string, string> variable in image)
        {
            result[variable.Key] = variable.Value;
        }

        result["HOSTNAME"] = string.IsNullOrEmpty(pod.Spec.Hostname) ? pod.Metadata.Name : pod.Spec.Hostname;
        result["POD_IP"] = identity.Address.ToString();
        result["SLUICE_POD_ROOT"] = root;
        result["SLUICE_DNS"] = node.DnsEndPoint;
        if (node.PrivilegedPortOffset is { } offset)
        {
            result["SLUICE_UNPRIVILEGED_PORT_OFFSET"] = offset.ToString(CultureInfo.InvariantCulture);
        }

        if ((container.Ports ?? []).FirstOrDefault(p => p.Protocol is null or "TCP") is { } port)
        {
            result["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://{identity.Address}:{port.ContainerPort}");
        }

        AddServices(result, pod);
        AddSources(result, pod, container);
        foreach (V1EnvVar variable in container.Env ?? [])
        {
            if (Value(variable, pod, container, identity, result) is { } value)
            {
                result[variable.Name] = value;
            }
        }

        return result;
    }

    /// <summary>Replaces <c>$(NAME)</c>; <c>$$(NAME)</c> stays as <c>$(NAME)</c>, an unknown name as it is.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 >= text.Length)
            {
                result.Append(text[i]);
            }
            else if (text[i + 1] == '$')
            {
                result.Append('$');
                i++;
            }
            else if (text[i + 1] == '(' && text.IndexOf(')', i + 2) is var end and > 0)
            {
                string name = text[(i + 2)..end];
                result.Append(variables.TryGetValue(name, out string? value) ? value : text[i..(end + 1)]);
                i = end;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>Whether a change of this ConfigMap or Secret may cure a container that could not be configured.</summary>
    public static bool Uses(V1Container container, ApiResource kind, string name) =>
        (container.Env ?? []).Any(e => kind.Kind == "ConfigMap" ? e.ValueFrom?.ConfigMapKeyRef?.Name == name : e.ValueFrom?.SecretKeyRef?.Name == name)
        || (container.EnvFrom ?? []).Any(e => kind.Kind == "ConfigMap" ? e.ConfigMapRef?.Name == name : e.SecretRef?.Name == name);

    private static void AddRuntime(Dictionary<string, string> result, V1Container container)
    {
        // Dozens of pods share one machine: a server GC per pod would reserve a heap per core in each of them, and
        // diagnostics leave a socket in /tmp behind when a process is killed.
        result["DOTNET_gcServer"] = "0";
        result["DOTNET_EnableDiagnostics"] = "0";
        result["DOTNET_NOLOGO"] = "1";
        if (container.Resources?.Limits is not { } limits)
        {
            return;
        }

        // In a real container the runtime reads these from its control group.
        if (limits.TryGetValue("cpu", out ResourceQuantity? cpu) && (int)Math.Ceiling(cpu.ToDecimal()) is var cores && cores < Environment.ProcessorCount && cores > 0)
        {
            result["DOTNET_PROCESSOR_COUNT"] = cores.ToString(CultureInfo.InvariantCulture);
        }

        if (limits.TryGetValue("memory", out ResourceQuantity? memory))
        {
            result["DOTNET_GCHeapHardLimit"] = ((long)(memory.ToDecimal() * 0.75m)).ToString("X", CultureInfo.InvariantCulture);
        }
    }

    private void AddServices(Dictionary<string, string> result, V1Pod pod)
    {
        if (caches.Services.Find("default", "kubernetes") is { } kubernetes && node.PrivilegedPortOffset is null)
        {
            AddService(result, kubernetes);
        }
        else
        {
            result["KUBERNETES_SERVICE_HOST"] = node.ApiServer.Address.ToString();
            result["KUBERNETES_SERVICE_PORT"] = node.ApiServer.Port.ToString(CultureInfo.InvariantCulture);
            result["KUBERNETES_SERVICE_PORT_HTTPS"] = node.ApiServer.Port.ToString(CultureInfo.InvariantCulture);
        }

        if (pod.Spec.EnableServiceLinks == false)
        {
            return;
        }

        foreach (V1Service service in caches.Services.In(pod.Metadata.NamespaceProperty)
            .Where(s => IPAddress.TryParse(s.Spec.ClusterIP, out _) && s.Metadata is not { Name: "kubernetes", NamespaceProperty: "default" }))
        {
            AddService(result, service);
        }
    }

    private static void AddService(Dictionary<string, string> result, V1Service service)
    {
        if (service.Spec.Ports is not { Count: > 0 } ports)
        {
            return;
        }

        string name = Upper(service.Metadata.Name);
        string ip = service.Spec.ClusterIP;
        result[$"{name}_SERVICE_HOST"] = ip;
        result[$"{name}_SERVICE_PORT"] = ports[0].Port.ToString(CultureInfo.InvariantCulture);
        foreach (V1ServicePort port in ports)
        {
            string number = port.Port.ToString(CultureInfo.InvariantCulture);
            string protocol = port.Protocol ?? "TCP";
            string url = $"{protocol.ToLowerInvariant()}://{ip}:{number}";
            if (!string.IsNullOrEmpty(port.Name))
            {
                result[$"{name}_SERVICE_PORT_{Upper(port.Name)}"] = number;
            }

            if (ReferenceEquals(port, ports[0]))
            {
                result[$"{name}_PORT"] = url;
            }

            result[$"{name}_PORT_{number}_{protocol}"] = url;
            result[$"{name}_PORT_{number}_{protocol}_PROTO"] = protocol.ToLowerInvariant();
            result[$"{name}_PORT_{number}_{protocol}_PORT"] = number;
            result[$"{name}_PORT_{number}_{protocol}_ADDR"] = ip;
        }
    }

    private void AddSources(Dictionary<string, string> result, V1Pod pod, V1Container container)
    {
        string ns = pod.Metadata.NamespaceProperty;
        foreach (V1EnvFromSource source in container.EnvFrom ?? [])
        {
            if (source.ConfigMapRef is { } mapRef)
            {
                V1ConfigMap? map = caches.ConfigMaps.Find(ns, mapRef.Name);
                if (map is null && mapRef.Optional != true)
                {
                    throw new ConfigurationException($"configmap \"{mapRef.Name}\" not found");
                }

                foreach (KeyValuePair<string, string> entry in map?.Data ?? new Dictionary<string, string>())
                {
                    result[source.Prefix + entry.Key] = entry.Value;
                }
            }
            else if (source.SecretRef is { } secretRef)
            {
                V1Secret? secret = caches.Secrets.Find(ns, secretRef.Name);
                if (secret is null && secretRef.Optional != true)
                {
                    throw new ConfigurationException($"secret \"{secretRef.Name}\" not found");
                }

                foreach (KeyValuePair<string, byte[]> entry in secret?.Data ?? new Dictionary<string, byte[]>())
                {
                    result[source.Prefix + entry.Key] = Encoding.UTF8.GetString(entry.Value);
                }
            }
        }
    }

    private string? Value(V1EnvVar variable, V1Pod pod, V1Container container, PodIdentity identity, Dictionary<string, string> soFar)
    {
        string ns = pod.Metadata.NamespaceProperty;
        switch (variable.ValueFrom)
        {
            case null:
                return Expand(variable.Value ?? "", soFar);
            case { FieldRef: { } field }:
                return PodFields.Field(pod, identity, field.FieldPath);
            case { ResourceFieldRef: { } resource }:
                return PodFields.Resource(pod, container, resource);
            case { ConfigMapKeyRef: { } reference }:
                V1ConfigMap? map = caches.ConfigMaps.Find(ns, reference.Name);
                if (map?.Data?.TryGetValue(reference.Key, out string? text) == true)
                {
                    return text;
                }

                return reference.Optional == true ? null : throw Missing("configmap", "ConfigMap", reference.Name, reference.Key, ns, map is not null);
            case { SecretKeyRef: { } reference }:
                V1Secret? secret = caches.Secrets.Find(ns, reference.Name);
                if (secret?.Data?.TryGetValue(reference.Key, out byte[]? bytes) == true)
                {
                    return Encoding.UTF8.GetString(bytes);
                }

                return reference.Optional == true ? null : throw Missing("secret", "Secret", reference.Name, reference.Key, ns, secret is not null);
            default:
                throw new ConfigurationException($"env \"{variable.Name}\" takes its value from a source that is not known here");
        }
    }

    private static ConfigurationException Missing(string word, string kind, string name, string key, string ns, bool objectExists) => new(
        objectExists ? $"couldn't find key {key} in {kind} {ns}/{name}" : $"{word} \"{name}\" not found");

    private static string Upper(string name) => name.ToUpperInvariant().Replace('-', '_');
}
