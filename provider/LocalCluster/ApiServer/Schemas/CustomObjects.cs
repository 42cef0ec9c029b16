using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Schemas;

/// <summary>Decoding of custom resources: pruning, metadata, defaults.</summary>
internal static class CustomObjects
{
    public static DecodeResult Decode(JsonObject tree, ResourceKind kind)
    {
        _ = (tree, kind);
        return new DecodeResult([], null);
    }
}
