using System.Text.Json.Nodes;

namespace Sluice.Control.Provisioning;

/// <summary>The proxy's pod: what it mounts, how it is probed, what it may not do.</summary>
internal static class ProxyPod
{
    /// <summary>Where the control CA and address are mounted.</summary>
    public const string ConfigFolder = "/etc/sluice/control";

    /// <summary>Where the token with audience <c>sluice-control</c> is mounted.</summary>
    public const string TokenFolder = "/var/run/secrets/sluice";

    /// <summary>Where the last good snapshot outlives a restart of the container.</summary>
    public const string StateFolder = "/var/lib/sluice";

    private const int UserId = 65532;
    private const int DrainSeconds = 30;

    public static JsonObject DeploymentSpec(GatewayWorkload workload, DeploymentSettings settings, ControlOptions options)
    {
        var spec = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = ProvisionPlan.Selector(workload) },
            ["strategy"] = new JsonObject
            {
                ["type"] = "RollingUpdate",
                ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 0, ["maxSurge"] = 1 },
            },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["labels"] = PropagatedMetadata.Labels(workload, includeGatewayOwn: false),
                    ["annotations"] = PropagatedMetadata.Annotations(workload, includeGatewayOwn: false),
                },
                ["spec"] = PodSpec(workload, settings, options),
            },
        };

        // With an autoscaler the number is its business; a field that is not applied is not ours.
        if (settings.Autoscaling is null)
        {
            spec["replicas"] = settings.Replicas;
        }

        return spec;
    }

    private static JsonObject PodSpec(GatewayWorkload workload, DeploymentSettings settings, ControlOptions options) => new()
    {
        ["serviceAccountName"] = workload.ResourceName,
        // A proxy never talks to the API server.
        ["automountServiceAccountToken"] = false,
        ["enableServiceLinks"] = false,
        ["terminationGracePeriodSeconds"] = DrainSeconds + 15,
        ["securityContext"] = new JsonObject
        {
            ["runAsNonRoot"] = true,
            ["runAsUser"] = UserId,
            ["runAsGroup"] = UserId,
            ["fsGroup"] = UserId,
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
            // A safe sysctl: the proxy binds listener ports as they are, 80 and 443 among them, without a capability.
            ["sysctls"] = new JsonArray(new JsonObject { ["name"] = "net.ipv4.ip_unprivileged_port_start", ["value"] = "0" }),
        },
        ["containers"] = new JsonArray(Container(workload, settings, options)),
        ["volumes"] = Volumes(workload),
    };

    private static JsonObject Container(GatewayWorkload workload, DeploymentSettings settings, ControlOptions options)
    {
        var container = new JsonObject
        {
            ["name"] = "proxy",
            ["image"] = options.ProxyImage,
            ["args"] = new JsonArray("--role", "proxy", "--gateway", workload.Key.ToString()),
            ["env"] = new JsonArray(
            [
                FromField("POD_NAME", "metadata.name"),
                FromField("POD_NAMESPACE", "metadata.namespace"),
                FromField("POD_IP", "status.podIP"),
                .. settings.Environment.Select(variable => (JsonNode)new JsonObject { ["name"] = variable.Name, ["value"] = variable.Value }),
            ]),
            // Listener ports are not listed: the list is for information, and a listener that comes or goes must not restart the proxy.
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "health", ["containerPort"] = ControlDefaults.ProxyHealthPort, ["protocol"] = "TCP" }),
            ["startupProbe"] = Probe("/livez", periodSeconds: 1, failureThreshold: 60),
            ["readinessProbe"] = Probe("/readyz", periodSeconds: 1, failureThreshold: 3),
            ["livenessProbe"] = Probe("/livez", periodSeconds: 10, failureThreshold: 3),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "50m", ["memory"] = "96Mi" } },
            ["securityContext"] = new JsonObject
            {
                ["allowPrivilegeEscalation"] = false,
                ["readOnlyRootFilesystem"] = true,
                ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            },
            ["volumeMounts"] = new JsonArray(
                Mount("control", ConfigFolder, readOnly: true),
                Mount("token", TokenFolder, readOnly: true),
                Mount("state", StateFolder, readOnly: false),
                // .NET needs a writable folder for its diagnostics socket.
                Mount("tmp", "/tmp", readOnly: false)),
        };
        if (options.ImagePullPolicy is { } policy)
        {
            container["imagePullPolicy"] = policy;
        }

        return container;
    }

    private static JsonArray Volumes(GatewayWorkload workload) => new(
        new JsonObject { ["name"] = "control", ["configMap"] = new JsonObject { ["name"] = workload.ResourceName } },
        new JsonObject
        {
            ["name"] = "token",
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(new JsonObject
                {
                    ["serviceAccountToken"] = new JsonObject
                    {
                        ["audience"] = ControlDefaults.TokenAudience,
                        ["expirationSeconds"] = 3600,
                        ["path"] = "token",
                    },
                }),
            },
        },
        new JsonObject { ["name"] = "state", ["emptyDir"] = new JsonObject() },
        new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject() });

    private static JsonObject FromField(string name, string path) => new()
    {
        ["name"] = name,
        ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = path } },
    };

    private static JsonObject Mount(string name, string path, bool readOnly)
    {
        var mount = new JsonObject { ["name"] = name, ["mountPath"] = path };
        if (readOnly)
        {
            mount["readOnly"] = true;
        }

        return mount;
    }

    private static JsonObject Probe(string path, int periodSeconds, int failureThreshold) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = ControlDefaults.ProxyHealthPort },
        ["periodSeconds"] = periodSeconds,
        ["timeoutSeconds"] = 2,
        ["failureThreshold"] = failureThreshold,
    };
}
