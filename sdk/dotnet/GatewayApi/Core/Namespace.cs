namespace Sluice.GatewayApi.Core;

/// <summary>A space of names.</summary>
[KubernetesKind("", "Namespace", Versions = ["v1"], StorageVersion = "v1", Plural = "namespaces", Namespaced = false, ShortNames = ["ns"], HasStatus = true)]
public sealed class Namespace() : KubernetesObject("v1", "Namespace")
{
}
