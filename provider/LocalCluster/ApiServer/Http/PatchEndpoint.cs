using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Patches;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>PATCH in its four dialects.</summary>
internal sealed class PatchEndpoint(ClusterState cluster)
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string ApplyYaml = "application/apply-patch+yaml";

    private readonly ObjectWriter _writer = new(cluster);

    public async Task<WriteResult> ApplyAsync(ApiRequest request, ResourceKind kind)
    {
        var type = request.ContentType;
        string[] accepted = kind.Custom is null ? [Json, Merge, Strategic, ApplyYaml] : [Json, Merge, ApplyYaml];
        if (!accepted.Contains(type))
        {
            throw ApiException.UnsupportedMediaType(accepted);
        }

        var options = WriteOptions.Read(request, "PatchOptions", apply: type == ApplyYaml);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var context = ResourceEndpoints.Context(request, kind, options) with
        {
            Subresource = request.Info.Subresource.Length > 0 ? request.Info.Subresource : null,
        };
        var patch = ParsePatch(body, type);
        return _writer.Update(context, request.Info.Name, current => Patched(request, kind, current, patch, type, options));
    }

    private static JsonNode ParsePatch(byte[] body, string type)
    {
        try
        {
            return (type == ApplyYaml ? YamlTree.Parse(Encoding.UTF8.GetString(body)) : JsonTree.Parse(body))
                ?? throw ApiException.BadRequest("json: cannot unmarshal null into Go value");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(BodyReader.GoJsonError(e, body));
        }
    }

    private static JsonObject Patched(ApiRequest request, ResourceKind kind, JsonObject current, JsonNode patch, string type, WriteOptions options)
    {
        var shown = kind.StorageName is null ? current : EventForms.ToEventsGroup(current);
        var patched = type switch
        {
            Json => JsonPatch.Apply(shown, patch as JsonArray ?? throw ApiException.BadRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")),
            Strategic => StrategicMergePatch.Apply(shown, Object(patch), kind.Schema),
            _ => MergePatch.Apply(shown, Object(patch)),
        };
        patched["kind"] = kind.Kind;
        patched["apiVersion"] = kind.ApiVersion;
        return ResourceEndpoints.ToStored(kind, BodyReader.Finish(request, kind, patched, options.Validation));
    }

    private static JsonObject Object(JsonNode patch) =>
        patch as JsonObject ?? throw ApiException.BadRequest("json: cannot unmarshal array into Go value of type map[string]interface {}");
}
