using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>Defaults of a pod's spec, in pods and in every template.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject spec)
    {
        foreach (var volume in spec.Array("volumes").Objects())
        {
            Volume(volume);
        }

        foreach (var container in Containers(spec))
        {
            Container(container);
        }

        spec.SetDefault("restartPolicy", "Always");
        spec.SetDefault("terminationGracePeriodSeconds", 30L);
        spec.SetDefault("dnsPolicy", "ClusterFirst");
        spec.SetDefault("securityContext", new JsonObject());
        spec.SetDefault("schedulerName", "default-scheduler");

        // The old name of the field follows the new one, and the other way round.
        if (spec.Text("serviceAccountName") is { } account)
        {
            spec["serviceAccount"] = account;
        }
        else if (spec.Text("serviceAccount") is { } deprecated)
        {
            spec["serviceAccountName"] = deprecated;
        }
    }

    public static IEnumerable<JsonObject> Containers(JsonObject? spec) =>
        spec.Array("initContainers").Objects().Concat(spec.Array("containers").Objects()).Concat(spec.Array("ephemeralContainers").Objects());

    private static void Container(JsonObject container)
    {
        container.SetDefault("terminationMessagePath", "/dev/termination-log");
        container.SetDefault("terminationMessagePolicy", "File");
        container.SetDefault("imagePullPolicy", PullPolicy(container.Text("image") ?? ""));
        foreach (var port in container.Array("ports").Objects())
        {
            port.SetDefault("protocol", "TCP");
        }

        foreach (var variable in container.Array("env").Objects())
        {
            FieldRef(variable.At("valueFrom", "fieldRef"));
        }

        foreach (var name in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            Probe(container.Object(name));
        }

        HttpGet(container.At("lifecycle", "postStart", "httpGet") as JsonObject);
        HttpGet(container.At("lifecycle", "preStop", "httpGet") as JsonObject);
        if (container.At("resources", "limits") is JsonObject limits)
        {
            var requests = container.Ensure("resources").Ensure("requests");
            foreach (var (resource, amount) in limits)
            {
                requests.SetDefault(resource, amount?.DeepClone());
            }

            if (requests.Count == 0)
            {
                container.Ensure("resources").Remove("requests");
            }
        }
    }

    private static string PullPolicy(string image)
    {
        var digest = image.Contains('@', StringComparison.Ordinal);
        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.LastIndexOf(':');
        var tag = colon < 0 ? "latest" : name[(colon + 1)..];
        return tag == "latest" && !digest ? "Always" : "IfNotPresent";
    }

    private static void Probe(JsonObject? probe)
    {
        if (probe is null)
        {
            return;
        }

        HttpGet(probe.Object("httpGet"));
        if (probe.Object("grpc") is { } grpc)
        {
            grpc.SetDefault("service", "");
        }

        probe.SetDefault("timeoutSeconds", 1L);
        probe.SetDefault("periodSeconds", 10L);
        probe.SetDefault("successThreshold", 1L);
        probe.SetDefault("failureThreshold", 3L);
    }

    private static void HttpGet(JsonObject? get)
    {
        if (get is not null)
        {
            get.SetDefault("path", "/");
            get.SetDefault("scheme", "HTTP");
        }
    }

    private static void FieldRef(JsonNode? reference)
    {
        if (reference is JsonObject field)
        {
            field.SetDefault("apiVersion", "v1");
        }
    }

    private static void Volume(JsonObject volume)
    {
        foreach (var name in new[] { "configMap", "secret", "projected", "downwardAPI" })
        {
            if (volume.Object(name) is { } source)
            {
                source.SetDefault("defaultMode", 420L);
                foreach (var item in source.Array("items").Objects())
                {
                    FieldRef(item.Child("fieldRef"));
                }
            }
        }

        if (volume.Object("hostPath") is { } hostPath)
        {
            hostPath.SetDefault("type", "");
        }

        foreach (var source in volume.Object("projected").Array("sources").Objects())
        {
            source.Object("serviceAccountToken")?.SetDefault("expirationSeconds", 3600L);
            foreach (var item in source.Object("downwardAPI").Array("items").Objects())
            {
                FieldRef(item.Child("fieldRef"));
            }
        }

        // A volume without a source is an empty directory.
        if (volume.Count == 1 && volume.ContainsKey("name"))
        {
            volume["emptyDir"] = new JsonObject();
        }
    }
}
