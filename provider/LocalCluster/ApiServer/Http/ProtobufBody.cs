using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Bodies in Kubernetes' protobuf encoding.</summary>
internal static class ProtobufBody
{
    public static JsonObject Read(byte[] body)
    {
        _ = body;
        throw ApiException.UnsupportedMediaType("application/json", "application/yaml");
    }
}
