using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>The rules of a pod's spec that people run into.</summary>
internal static class PodSpecValidation
{
    public static void Validate(JsonObject? spec, string path, FieldErrors errors)
    {
        var volumes = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.Array("volumes").Objects())
        {
            var at = $"{path}.volumes[{index++}]";
            var name = volume.Text("name") ?? "";
            if (name.Length == 0)
            {
                errors.Required($"{at}.name");
            }
            else
            {
                Names.CheckLabel($"{at}.name", name, errors);
                if (!volumes.Add(name))
                {
                    errors.Duplicate($"{at}.name", name);
                }
            }

            Source(volume, at, errors);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        Containers(spec.Array("containers"), $"{path}.containers", names, volumes, errors);
        if (spec.Array("containers") is not { Count: > 0 })
        {
            errors.Required($"{path}.containers");
        }

        Containers(spec.Array("initContainers"), $"{path}.initContainers", names, volumes, errors);
        Choice(spec, "restartPolicy", path, errors, "Always", "OnFailure", "Never");
        Choice(spec, "dnsPolicy", path, errors, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        if (spec.Integer("terminationGracePeriodSeconds") is < 0 and var grace)
        {
            errors.Invalid($"{path}.terminationGracePeriodSeconds", grace, "must be greater than or equal to 0");
        }

        if (spec.Text("serviceAccountName") is { Length: > 0 } account && !Names.IsSubdomain(account))
        {
            Names.CheckSubdomain($"{path}.serviceAccountName", account, errors);
        }
    }

    private static void Containers(JsonArray? containers, string path, HashSet<string> names, HashSet<string> volumes, FieldErrors errors)
    {
        var index = 0;
        foreach (var container in containers.Objects())
        {
            var at = $"{path}[{index++}]";
            var name = container.Text("name") ?? "";
            if (name.Length == 0)
            {
                errors.Required($"{at}.name");
            }
            else
            {
                Names.CheckLabel($"{at}.name", name, errors);
                if (!names.Add(name))
                {
                    errors.Duplicate($"{at}.name", name);
                }
            }

            var image = container.Text("image") ?? "";
            if (image.Length == 0)
            {
                errors.Required($"{at}.image");
            }
            else if (image.Trim().Length != image.Length)
            {
                errors.Invalid($"{at}.image", image, "must not have leading or trailing whitespace");
            }

            Ports(container, at, errors);
            Environment(container, at, errors);
            Mounts(container, at, volumes, errors);
            Choice(container, "imagePullPolicy", at, errors, "Always", "IfNotPresent", "Never");
            Choice(container, "terminationMessagePolicy", at, errors, "FallbackToLogsOnError", "File");
            foreach (var probe in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
            {
                Probe(container.Object(probe), $"{at}.{probe}", probe, errors);
            }
        }
    }

    private static void Ports(JsonObject container, string at, FieldErrors errors)
    {
        var index = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in container.Array("ports").Objects())
        {
            var portAt = $"{at}.ports[{index++}]";
            if (port.Text("name") is { Length: > 0 } name && !names.Add(name))
            {
                errors.Duplicate($"{portAt}.name", name);
            }

            var number = port.Integer("containerPort") ?? 0;
            if (number == 0)
            {
                errors.Required($"{portAt}.containerPort");
            }
            else if (number is < 1 or > 65535)
            {
                errors.Invalid($"{portAt}.containerPort", number, "must be between 1 and 65535, inclusive");
            }

            Choice(port, "protocol", portAt, errors, "SCTP", "TCP", "UDP");
        }
    }

    private static void Environment(JsonObject container, string at, FieldErrors errors)
    {
        var index = 0;
        foreach (var variable in container.Array("env").Objects())
        {
            var variableAt = $"{at}.env[{index++}]";
            if (variable.Text("name") is not { Length: > 0 })
            {
                errors.Required($"{variableAt}.name");
            }

            if (variable.Object("valueFrom") is { } source)
            {
                if (source.Count == 0)
                {
                    errors.Invalid($"{variableAt}.valueFrom", "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
                }
                else if (variable.Text("value") is { Length: > 0 })
                {
                    errors.Invalid($"{variableAt}.valueFrom", "", "may not be specified when `value` is not empty");
                }
            }
        }
    }

    private static void Mounts(JsonObject container, string at, HashSet<string> volumes, FieldErrors errors)
    {
        var index = 0;
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in container.Array("volumeMounts").Objects())
        {
            var mountAt = $"{at}.volumeMounts[{index++}]";
            var name = mount.Text("name") ?? "";
            if (name.Length == 0)
            {
                errors.Required($"{mountAt}.name");
            }
            else if (!volumes.Contains(name))
            {
                errors.NotFound($"{mountAt}.name", name);
            }

            var path = mount.Text("mountPath") ?? "";
            if (path.Length == 0)
            {
                errors.Required($"{mountAt}.mountPath");
            }
            else if (!paths.Add(path))
            {
                errors.Invalid($"{mountAt}.mountPath", path, "must be unique");
            }
        }
    }

    private static void Probe(JsonObject? probe, string at, string name, FieldErrors errors)
    {
        if (probe is null)
        {
            return;
        }

        string[] handlers = ["exec", "httpGet", "tcpSocket", "grpc"];
        var count = handlers.Count(probe.ContainsKey);
        if (count == 0)
        {
            errors.Required(at, "must specify a handler type");
        }
        else if (count > 1)
        {
            errors.Forbidden($"{at}.{handlers.Last(probe.ContainsKey)}", "may not specify more than 1 handler type");
        }

        foreach (var field in new[] { "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold" })
        {
            if (probe.Integer(field) is < 0 and var value)
            {
                errors.Invalid($"{at}.{field}", value, "must be greater than or equal to 0");
            }
        }

        if (name != "readinessProbe" && probe.Integer("successThreshold") is not (null or 1))
        {
            errors.Invalid($"{at}.successThreshold", probe.Integer("successThreshold"), "must be 1");
        }
    }

    private static void Source(JsonObject volume, string at, FieldErrors errors)
    {
        var sources = volume.Where(p => p.Key != "name" && p.Value is not null).Select(p => p.Key).ToList();
        foreach (var extra in sources.Skip(1))
        {
            errors.Forbidden($"{at}.{extra}", "may not specify more than 1 volume type");
        }

        if (volume.Object("configMap") is { } configMap && configMap.Text("name") is not { Length: > 0 })
        {
            errors.Required($"{at}.configMap.name");
        }

        if (volume.Object("secret") is { } secret && secret.Text("secretName") is not { Length: > 0 })
        {
            errors.Required($"{at}.secret.secretName");
        }
    }

    public static void Choice(JsonNode? node, string field, string path, FieldErrors errors, params string[] allowed)
    {
        if (node.Text(field) is { } value && !allowed.Contains(value))
        {
            errors.NotSupported(path.Length == 0 ? field : $"{path}.{field}", value, allowed);
        }
    }
}
