using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Subresources that write their parent in a special way: scale, binding, eviction, finalize.</summary>
internal sealed class ObjectSubresources(ClusterState cluster)
{
    private readonly ObjectWriter _writer = new(cluster);
    private readonly ObjectDeleter _deleter = new(cluster);

    public void Map(SubresourceEndpoints endpoints)
    {
        endpoints.Map("* */scale", ScaleAsync);
        endpoints.Map("create pods/binding", BindAsync);
        endpoints.Map("create pods/eviction", EvictAsync);
        endpoints.Map("update namespaces/finalize", FinalizeAsync);
    }

    private async Task ScaleAsync(ApiRequest request, ResourceKind kind)
    {
        var paths = kind.Custom?.Scale;
        var key = new ObjectKey(request.Info.Namespace, request.Info.Name);
        var stored = cluster.Store.Find(kind.Storage, key) ?? throw ApiException.NotFound(kind, key.Name);
        var format = MediaTypes.Negotiate(request.Accept);
        if (request.Info.Verb == "get")
        {
            await ApiResponses.ObjectAsync(request, 200, ScaleView.Of(stored.Tree, paths), format.Yaml).ConfigureAwait(false);
            return;
        }

        var options = WriteOptions.Read(request, request.Info.Verb == "patch" ? "PatchOptions" : "UpdateOptions");
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var context = ResourceEndpoints.Context(request, kind, options);
        var result = _writer.Update(context with { Subresource = "scale" }, key.Name, current =>
        {
            var scale = ScaleView.Of(current, paths);
            var wanted = request.Info.Verb == "patch" ? Patch(request, scale, body) : BodyReader.ParseBody(request, "Scale", body, null);
            return SetReplicas(current, wanted, paths, key.Name);
        });
        await ApiResponses.ObjectAsync(request, 200, ScaleView.Of(result.Tree, paths), format.Yaml).ConfigureAwait(false);
    }

    private static JsonObject Patch(ApiRequest request, JsonObject scale, byte[] body)
    {
        var patch = JsonTree.Parse(body);
        return request.ContentType == "application/json-patch+json"
            ? Patches.JsonPatch.Apply(scale, patch as JsonArray ?? throw ApiException.BadRequest("a JSON patch is a list"))
            : Patches.MergePatch.Apply(scale, patch as JsonObject ?? throw ApiException.BadRequest("a merge patch is an object"));
    }

    private static JsonObject SetReplicas(JsonObject current, JsonObject wanted, ScalePaths? paths, string name)
    {
        var replicas = wanted.At("spec").Integer("replicas") ?? 0;
        if (replicas < 0)
        {
            var errors = new FieldErrors();
            errors.Invalid("spec.replicas", replicas, "must be greater than or equal to 0");
            throw ApiException.Invalid("Scale.autoscaling", "Scale", "autoscaling", name, errors);
        }

        var metadata = current.Ensure("metadata");
        if (wanted.Text("metadata", "uid") is { Length: > 0 } uid)
        {
            metadata["uid"] = uid;
        }

        if (wanted.Text("metadata", "resourceVersion") is { Length: > 0 } version)
        {
            metadata["resourceVersion"] = version;
        }

        ScaleView.SetReplicas(current, paths, replicas);
        return current;
    }

    private async Task BindAsync(ApiRequest request, ResourceKind kind)
    {
        var binding = BodyReader.ParseBody(request, "Binding", await request.ReadBodyAsync().ConfigureAwait(false), null);
        var node = binding.Text("target", "name") ?? "";
        var key = new ObjectKey(request.Info.Namespace, request.Info.Name);
        var stored = cluster.Store.Find(kind.Storage, key) ?? throw ApiException.NotFound(kind, key.Name);
        if (stored.Text("metadata", "deletionTimestamp") is not null)
        {
            throw NotBound(key.Name, $"pod {key.Name} is being deleted, cannot be assigned to a host");
        }

        _writer.Update(
            new WriteContext { Kind = kind, Namespace = key.Namespace, Subresource = "binding", Manager = request.Manager },
            key.Name,
            current =>
            {
                if (current.At("spec").Text("nodeName") is { Length: > 0 } before)
                {
                    throw NotBound(key.Name, $"pod {key.Name} is already assigned to node \"{before}\"");
                }

                current.Ensure("spec")["nodeName"] = node;
                SetScheduled(current);
                return current;
            });
        await ApiResponses.ObjectAsync(request, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201L }).ConfigureAwait(false);
    }

    private static ApiException NotBound(string pod, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on pods/binding \"{pod}\": {why}", new JsonObject { ["name"] = pod, ["kind"] = "pods/binding" });

    private void SetScheduled(JsonObject pod)
    {
        var status = pod.Ensure("status");
        var conditions = status.Array("conditions")?.DeepClone().AsArray() ?? [];
        foreach (var old in conditions.Objects().Where(c => c.Text("type") == "PodScheduled").ToList())
        {
            conditions.Remove(old);
        }

        conditions.Add((JsonNode)new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastProbeTime"] = null, ["lastTransitionTime"] = cluster.Now });
        status["conditions"] = conditions;
    }

    private async Task EvictAsync(ApiRequest request, ResourceKind kind)
    {
        var bytes = await request.ReadBodyAsync().ConfigureAwait(false);
        var eviction = BodyReader.ParseBody(request, "Eviction", bytes, null);
        var options = eviction.Object("deleteOptions");
        var key = new ObjectKey(request.Info.Namespace, request.Info.Name);
        var pod = cluster.Store.Find(kind.Storage, key) ?? throw ApiException.NotFound(kind, key.Name);
        var dryRun = options.Array("dryRun") is { Count: > 0 } || request.Query("dryRun") == "All";
        new EvictionRules(cluster).Take(pod, dryRun);
        _deleter.Delete(kind, key, new DeleteOptions
        {
            GracePeriodSeconds = options.Integer("gracePeriodSeconds"),
            Uid = options.Text("preconditions", "uid"),
            DryRun = dryRun,
        });
        await ApiResponses.ObjectAsync(request, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201L }).ConfigureAwait(false);
    }

    private async Task FinalizeAsync(ApiRequest request, ResourceKind kind)
    {
        var body = await BodyReader.ReadObjectAsync(request, kind, FieldValidation.Warn).ConfigureAwait(false);
        var key = new ObjectKey("", request.Info.Name);
        var stored = cluster.Store.Find(kind.Storage, key) ?? throw ApiException.NotFound(kind, key.Name);
        var tree = stored.Edit();
        if (body.At("spec", "finalizers") is JsonArray { Count: > 0 } finalizers)
        {
            tree.Ensure("spec")["finalizers"] = finalizers.DeepClone();
        }
        else
        {
            tree.Ensure("spec").Remove("finalizers");
        }

        var gone = NamespaceAdmission.MayVanish(kind, tree) && stored.Text("metadata", "deletionTimestamp") is not null && tree.At("metadata", "finalizers") is null;
        var written = (gone ? cluster.Store.Delete(stored, tree) : cluster.Store.Replace(stored, tree)) ?? throw ApiException.Modified(kind, key.Name);
        await ApiResponses.ObjectAsync(request, 200, written.Tree).ConfigureAwait(false);
    }
}
