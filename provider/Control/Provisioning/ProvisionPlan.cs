using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Provisioning;

/// <summary>An object to be applied.</summary>
internal sealed record ProvisionedObject(ApiResource Resource, ObjectKey Key, JsonObject Body);

/// <summary>Writes down the objects of a Gateway's data plane. Pure: the same input gives the same objects.</summary>
internal static class ProvisionPlan
{
    /// <summary>
    /// The configuration that a proxy needs to find control is made for every Gateway of ours, because the owner of a manual deployment
    /// mounts it too; the rest only where we deploy.
    /// </summary>
    public static ProvisionedObject ConfigMap(GatewayWorkload workload, ControlLocation control) =>
        Make(OwnedKinds.ConfigMaps, workload, new JsonObject { ["data"] = Data(control) });

    /// <summary>
    /// The same for the mesh proxies, whose Deployment is the platform's. Made whether or not there are any, so that they can be ready before
    /// the mesh is switched on.
    /// </summary>
    /// <param name="owner">Control's Service, with which it goes.</param>
    /// <param name="control">Where control is.</param>
    public static ProvisionedObject MeshConfigMap(Service owner, ControlLocation control)
    {
        var key = new ObjectKey(owner.Metadata?.Namespace ?? "", MeshNames.Proxies);
        return new ProvisionedObject(OwnedKinds.ConfigMaps, key, new JsonObject
        {
            ["apiVersion"] = OwnedKinds.ConfigMaps.ApiVersion,
            ["kind"] = OwnedKinds.ConfigMaps.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = key.Name, [ControlDefaults.ManagedByLabel] = ControlDefaults.ManagedBy },
                ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["name"] = owner.Metadata?.Name, ["uid"] = owner.Metadata?.Uid }),
            },
            ["data"] = Data(control),
        });
    }

    private static JsonObject Data(ControlLocation control) => new()
    {
        ["ca.crt"] = control.CaBundle,
        ["address"] = control.Address,
        ["server-name"] = control.ServerName,
    };

    /// <summary>
    /// Everything for a Gateway whose proxies we deploy; nothing but the ConfigMap for one without a port to listen on, and for one whose
    /// settings are not valid: a slip in an annotation must neither take its proxies away nor deploy them in another way.
    /// </summary>
    public static ImmutableArray<ProvisionedObject> For(GatewayWorkload workload, ControlLocation control, ControlOptions options)
    {
        var objects = ImmutableArray.CreateBuilder<ProvisionedObject>();
        objects.Add(ConfigMap(workload, control));
        var settings = DeploymentSettings.Of(workload.Gateway);
        if (workload.Ports.IsEmpty || !settings.Problems.IsEmpty)
        {
            return objects.ToImmutable();
        }

        objects.Add(Make(OwnedKinds.ServiceAccounts, workload, new JsonObject { ["automountServiceAccountToken"] = false }));
        foreach (var (name, address) in RequestedAddresses.Services(workload.Gateway, workload.ResourceName, settings.ServiceType))
        {
            objects.Add(Make(OwnedKinds.Services, workload, new JsonObject { ["spec"] = ServiceSpec(workload, settings, address) }, name));
        }

        objects.Add(Make(OwnedKinds.Deployments, workload, new JsonObject { ["spec"] = ProxyPod.DeploymentSpec(workload, settings, options) }));
        if (settings.Autoscaling is { } scaling)
        {
            objects.Add(Make(OwnedKinds.Autoscalers, workload, new JsonObject { ["spec"] = AutoscalerSpec(workload, scaling) }));
        }

        if (settings.IsReplicated)
        {
            objects.Add(Make(OwnedKinds.DisruptionBudgets, workload, new JsonObject
            {
                ["spec"] = new JsonObject { ["maxUnavailable"] = 1, ["selector"] = new JsonObject { ["matchLabels"] = Selector(workload) } },
            }));
        }

        return objects.ToImmutable();
    }

    /// <summary>The label by which Service, Deployment and budget find the proxies.</summary>
    public static JsonObject Selector(GatewayWorkload workload) =>
        new() { [ControlDefaults.GatewayNameLabel] = ResourceNames.LabelValue(workload.Key.Name) };

    private static ProvisionedObject Make(ApiResource resource, GatewayWorkload workload, JsonObject content, string? name = null)
    {
        var key = new ObjectKey(workload.Key.Namespace, name ?? workload.ResourceName);
        var body = new JsonObject
        {
            ["apiVersion"] = resource.ApiVersion,
            ["kind"] = resource.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,
                ["labels"] = PropagatedMetadata.Labels(workload, includeGatewayOwn: true),
                ["annotations"] = PropagatedMetadata.Annotations(workload, includeGatewayOwn: true),
                ["ownerReferences"] = new JsonArray(Owner(workload.Gateway)),
            },
        };
        foreach (var (field, value) in content.ToList())
        {
            content.Remove(field);
            body[field] = value;
        }

        return new ProvisionedObject(resource, key, body);
    }

    private static JsonObject Owner(Gateway gateway) => new()
    {
        ["apiVersion"] = gateway.ApiVersion,
        ["kind"] = "Gateway",
        ["name"] = gateway.Metadata?.Name,
        ["uid"] = gateway.Metadata?.Uid,
        ["controller"] = true,
    };

    private static JsonObject ServiceSpec(GatewayWorkload workload, DeploymentSettings settings, string? address)
    {
        var ports = new JsonArray();
        foreach (var port in workload.Ports)
        {
            ports.Add((JsonNode)new JsonObject
            {
                ["name"] = $"{(port.Protocol == "UDP" ? "udp" : "tcp")}-{port.Port}",
                ["port"] = port.Port,
                ["targetPort"] = port.Port,
                ["protocol"] = port.Protocol,
            });
        }

        var spec = new JsonObject { ["type"] = settings.ServiceType, ["selector"] = Selector(workload), ["ports"] = ports };
        if (settings.ServiceType != "ClusterIP" && settings.ExternalTrafficPolicy is { } policy)
        {
            spec["externalTrafficPolicy"] = policy;
        }

        // Which address really came is read from the Service's status.
        if (address is not null)
        {
            spec["loadBalancerIP"] = address;
        }

        return spec;
    }

    private static JsonObject AutoscalerSpec(GatewayWorkload workload, Autoscaling scaling) => new()
    {
        ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = workload.ResourceName },
        ["minReplicas"] = scaling.Min,
        ["maxReplicas"] = scaling.Max,
        ["metrics"] = new JsonArray(new JsonObject
        {
            ["type"] = "Resource",
            ["resource"] = new JsonObject
            {
                ["name"] = "cpu",
                ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = scaling.Percent },
            },
        }),
    };
}
