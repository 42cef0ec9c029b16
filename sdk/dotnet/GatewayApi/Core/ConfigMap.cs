namespace Sluice.GatewayApi.Core;

/// <summary>Settings as text.</summary>
[KubernetesKind("", "ConfigMap", Versions = ["v1"], StorageVersion = "v1", Plural = "configmaps", Namespaced = true, ShortNames = ["cm"])]
public sealed class ConfigMap() : KubernetesObject("v1", "ConfigMap")
{
    /// <summary>Values as text.</summary>
    public IDictionary<string, string>? Data { get; set; }

    /// <summary>Values as bytes, in base64.</summary>
    public IDictionary<string, string>? BinaryData { get; set; }

    /// <summary>True where the content never changes.</summary>
    public bool? Immutable { get; set; }
}
