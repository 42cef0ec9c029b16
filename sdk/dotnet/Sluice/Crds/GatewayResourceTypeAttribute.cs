using Pulumi;

namespace Sluice.Crds;

/// <summary>Registers a generated class for references to resources of its type.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GatewayResourceTypeAttribute(string type) : ResourceTypeAttribute(type, KubernetesPlugin.Version);
