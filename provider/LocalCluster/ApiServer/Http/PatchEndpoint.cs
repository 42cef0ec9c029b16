using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Apply;
using Sluice.LocalCluster.ApiServer.Patches;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
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
            throw type == "application/json"
                ? new ApiException(415, "UnsupportedMediaType", "415: Unsupported Media Type", [])
                : ApiException.UnsupportedMediaType(accepted);
        }

        var options = WriteOptions.Read(request, "PatchOptions", apply: type == ApplyYaml);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var context = ResourceEndpoints.Context(request, kind, options) with
        {
            Subresource = request.Info.Subresource.Length > 0 ? request.Info.Subresource : null,
        };
        var patch = ParsePatch(body, type);
        if (type == ApplyYaml)
        {
            return Apply(request, kind, context, Object(patch), options);
        }

        return _writer.Update(context, request.Info.Name, current => Patched(request, kind, current, patch, type, options));
    }

    private WriteResult Apply(ApiRequest request, ResourceKind kind, WriteContext context, JsonObject applied, WriteOptions options)
    {
        var name = request.Info.Name;
        ApplyDocument.Check(applied, kind, name);
        var metadata = applied.Ensure("metadata");
        if (metadata.Text("name") is { Length: > 0 } given && given != name)
        {
            throw ApiException.BadRequest($"the name of the object ({given}) does not match the name on the URL ({name})");
        }

        if (cluster.Store.Find(kind.Storage, new ObjectKey(context.Namespace, name)) is null && context.Subresource is null)
        {
            return CreateByApply(request, kind, context, applied, options);
        }

        var uid = metadata.Text("uid");
        var version = metadata.Text("resourceVersion");
        return _writer.Update(
            context,
            name,
            current =>
            {
                if (uid is { Length: > 0 } && uid != current.Text("metadata", "uid"))
                {
                    throw ApiException.Conflict(kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Text("metadata", "uid")}");
                }

                if (version is { Length: > 0 } && version != current.Text("metadata", "resourceVersion"))
                {
                    throw ApiException.Modified(kind, name);
                }

                var merged = FieldManagement.Apply(kind, context.Subresource, current, applied, options.Manager, options.Force, cluster.Now);
                merged.Ensure("metadata")["resourceVersion"] = current.Text("metadata", "resourceVersion");
                return BodyReader.Finish(request, kind, merged, options.Validation);
            },
            ownsFields: true);
    }

    private WriteResult CreateByApply(ApiRequest request, ResourceKind kind, WriteContext context, JsonObject applied, WriteOptions options)
    {
        var name = request.Info.Name;
        if (applied.Text("metadata", "uid") is { Length: > 0 } uid)
        {
            throw ApiException.Conflict(kind, name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        if (applied.Text("metadata", "resourceVersion") is { Length: > 0 })
        {
            throw ApiException.NotFound(kind, name);
        }

        var owned = FieldManagement.Apply(kind, context.Subresource, null, applied, options.Manager, options.Force, cluster.Now);
        var managed = owned.At("metadata", "managedFields")?.DeepClone();
        var tree = BodyReader.Finish(request, kind, owned, options.Validation);
        tree.Ensure("metadata")["name"] = name;
        return _writer.Create(context, tree, own: created =>
        {
            // An object that is nothing but its name leaves the applier with no field, and then there is no entry.
            if (managed is not null)
            {
                created.Ensure("metadata")["managedFields"] = managed;
            }
        });
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
            throw ApiException.BadRequest("error decoding patch: " + BodyReader.GoJsonError(e, body));
        }
    }

    private static JsonObject Patched(ApiRequest request, ResourceKind kind, JsonObject current, JsonNode patch, string type, WriteOptions options)
    {
        var shown = kind.Forms is { } forms ? forms.Show(current) : current;
        var patched = type switch
        {
            Json => JsonPatch.Apply(shown, patch as JsonArray ?? throw ApiException.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")),
            Strategic => StrategicMergePatch.Apply(shown, Object(patch), kind.Schema),
            _ => MergePatch.Apply(shown, Object(patch)),
        };
        patched["kind"] = kind.Kind;
        patched["apiVersion"] = kind.ApiVersion;
        return ResourceEndpoints.ToStored(kind, BodyReader.Finish(request, kind, patched, options.Validation, isPatch: true));
    }

    private static JsonObject Object(JsonNode patch) =>
        patch as JsonObject ?? throw ApiException.BadRequest("json: cannot unmarshal array into Go value of type map[string]interface {}");
}
