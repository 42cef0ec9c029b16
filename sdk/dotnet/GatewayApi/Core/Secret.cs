namespace Sluice.GatewayApi.Core;

/// <summary>Confidential values.</summary>
[KubernetesKind("", "Secret", Versions = ["v1"], StorageVersion = "v1", Plural = "secrets", Namespaced = true)]
public sealed class Secret() : KubernetesObject("v1", "Secret")
{
    /// <summary>Values, in base64.</summary>
    public IDictionary<string, string>? Data { get; set; }

    /// <summary>Values as text; written only, the server moves them to <see cref="Data"/>.</summary>
    public IDictionary<string, string>? StringData { get; set; }

    /// <summary>What the values are, for example <c>kubernetes.io/tls</c>.</summary>
    public string? Type { get; set; }

    /// <summary>True where the content never changes.</summary>
    public bool? Immutable { get; set; }
}
