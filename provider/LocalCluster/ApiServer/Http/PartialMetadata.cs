using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Objects reduced to their metadata.</summary>
internal static class PartialMetadata
{
    public static JsonObject Of(JsonObject tree, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = tree["metadata"]?.DeepClone(),
    };

    public static JsonObject List(IEnumerable<JsonObject> trees, JsonObject metadata, string version) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = metadata,
        ["items"] = new JsonArray([.. trees.Select(t => (JsonNode)Of(t, version))]),
    };
}
