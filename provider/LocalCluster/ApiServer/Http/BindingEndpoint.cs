using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Trees;
using Sluice.LocalCluster.ApiServer.Writing;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>POST of pods/binding: gives a pod its node, once.</summary>
internal sealed class BindingEndpoint(ClusterState cluster)
{
    private readonly ObjectWriter _writer = new(cluster);

    public async Task HandleAsync(ApiRequest request, ResourceKind kind)
    {
        var options = WriteOptions.Read(request, "CreateOptions");
        var binding = BodyReader.ParseBody(request, "Binding", await request.ReadBodyAsync().ConfigureAwait(false), null);
        if (binding.At("target").Text("name") is not { Length: > 0 } node)
        {
            throw ApiException.BadRequest("Binding target.name is empty; expected is the name of a node");
        }

        var context = ResourceEndpoints.Context(request, kind, options) with { Subresource = "binding" };
        _writer.Update(context, request.Info.Name, pod => Bind(kind, pod, binding, node));
        await ApiResponses.ObjectAsync(request, 201, Success(), yaml: false).ConfigureAwait(false);
    }

    private JsonObject Bind(ResourceKind kind, JsonObject pod, JsonObject binding, string node)
    {
        var name = pod.Text("metadata", "name") ?? "";
        if (binding.At("metadata").Text("uid") is { Length: > 0 } uid && uid != pod.Text("metadata", "uid"))
        {
            throw ApiException.Conflict(kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Text("metadata", "uid")}");
        }

        if (pod.At("metadata").Text("deletionTimestamp") is not null)
        {
            throw ApiException.Conflict(kind, name, $"pod {name} is being deleted, cannot be assigned to a host");
        }

        var spec = pod.Ensure("spec");
        if (spec.Text("nodeName") is { Length: > 0 } current)
        {
            throw ApiException.Conflict(kind, name, $"pod {name} is already assigned to node \"{current}\"");
        }

        spec["nodeName"] = node;
        var status = pod.Ensure("status");
        var conditions = new JsonArray();
        foreach (var condition in status.Array("conditions").Objects().Where(c => c.Text("type") != "PodScheduled"))
        {
            conditions.Add((JsonNode)JsonTree.Clone(condition));
        }

        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = cluster.Now,
        });
        status["conditions"] = conditions;
        return pod;
    }

    private static JsonObject Success() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["code"] = 201L,
    };
}
