using System.Text.Json.Nodes;

namespace Sluice.Control.Provisioning;

/// <summary>Labels and annotations that go from a Gateway to what is made for it.</summary>
internal static class PropagatedMetadata
{
    // Bookkeeping of tools about the Gateway itself, and settings that we read; on a copy they would mislead.
    private static readonly string[] Private = ["kubectl.kubernetes.io/", "pulumi.com/", "sluice.dev/", "gateway.networking.k8s.io/", "gateway-api/", "argocd.argoproj.io/", "meta.helm.sh/"];

    /// <param name="workload">The Gateway.</param>
    /// <param name="includeGatewayOwn">
    /// False for pod templates: a label added to the Gateway must not restart its proxies, one added to the infrastructure is meant for them.
    /// </param>
    public static JsonObject Labels(GatewayWorkload workload, bool includeGatewayOwn)
    {
        var labels = Merge(
            includeGatewayOwn ? workload.Gateway.Metadata?.Labels : null,
            workload.Gateway.Spec?.Infrastructure?.Labels);
        labels["app.kubernetes.io/name"] = "sluice-proxy";
        labels[ControlDefaults.ManagedByLabel] = ControlDefaults.ManagedBy;
        labels[ControlDefaults.GatewayNameLabel] = ResourceNames.LabelValue(workload.Key.Name);
        labels[ControlDefaults.GatewayClassNameLabel] = ResourceNames.LabelValue(workload.ClassName);
        return labels;
    }

    public static JsonObject Annotations(GatewayWorkload workload, bool includeGatewayOwn) => Merge(
        includeGatewayOwn ? workload.Gateway.Metadata?.Annotations : null,
        workload.Gateway.Spec?.Infrastructure?.Annotations);

    private static JsonObject Merge(IDictionary<string, string>? gateway, IDictionary<string, string>? infrastructure)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in gateway ?? new Dictionary<string, string>())
        {
            if (!Private.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                all[name] = value;
            }
        }

        // What is named for the infrastructure is wanted there, whatever its prefix.
        foreach (var (name, value) in infrastructure ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        var result = new JsonObject();
        foreach (var (name, value) in all)
        {
            result[name] = value;
        }

        return result;
    }
}
