namespace Pulumi.Kubernetes;

/// <summary>Registers a class for references to resources of its type.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class KubernetesResourceTypeAttribute(string type) : ResourceTypeAttribute(type, Utilities.Version);
