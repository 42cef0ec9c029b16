using System.Text.Json.Serialization;

namespace Sluice.GatewayApi;

/// <summary>Base of every kind.</summary>
/// <param name="apiVersion">Group and version of a new object.</param>
/// <param name="kind">Kind of a new object.</param>
public abstract class KubernetesObject(string apiVersion, string kind) : SchemaObject
{
    /// <summary>Group and version, for example <c>gateway.networking.k8s.io/v1</c>; an object that was read keeps what it said.</summary>
    [JsonPropertyOrder(-3)]
    public string? ApiVersion { get; set; } = apiVersion;

    /// <summary>Kind name.</summary>
    [JsonPropertyOrder(-2)]
    public string? Kind { get; set; } = kind;

    /// <summary>Name, namespace, labels and what the server keeps about the object.</summary>
    [JsonPropertyOrder(-1)]
    public ObjectMeta? Metadata { get; set; }

    /// <summary><c>Kind namespace/name</c>, or <c>Kind name</c> without a namespace; for messages.</summary>
    public override string ToString() =>
        string.IsNullOrEmpty(Metadata?.Namespace) ? $"{Kind} {Metadata?.Name}" : $"{Kind} {Metadata.Namespace}/{Metadata.Name}";
}
