using Sluice.Control.Cache;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Loop;

/// <summary>Tells the Gateways whose owners run the proxies themselves.</summary>
internal static class ManualDeployment
{
    public static bool Is(Gateway gateway, CachedCluster cluster, ControlOptions options)
    {
        if (!options.DeployProxies || !RequestedAddresses.Hostnames(gateway).IsEmpty)
        {
            return true;
        }

        var name = gateway.Spec?.GatewayClassName ?? "";
        var annotations = cluster.GatewayClasses.GetValueOrDefault(new ObjectKey("", name))?.Metadata?.Annotations;
        return annotations is not null && annotations.TryGetValue(ControlDefaults.DeploymentAnnotation, out var value)
            ? string.Equals(value, "manual", StringComparison.OrdinalIgnoreCase)
            : name == ControlDefaults.UnmanagedClassName;
    }
}
