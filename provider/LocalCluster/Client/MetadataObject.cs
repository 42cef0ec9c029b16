using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Sluice.LocalCluster.Client;

/// <summary>Any object, of which only the metadata is of interest.</summary>
internal sealed class MetadataObject : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();
}
