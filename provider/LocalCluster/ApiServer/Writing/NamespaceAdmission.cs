using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>Nothing is created in a namespace that does not exist or is going away.</summary>
internal static class NamespaceAdmission
{
    public static readonly IReadOnlyList<string> Protected = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public static void CheckCreate(AdmissionRequest request)
    {
        if (!request.Kind.Namespaced)
        {
            return;
        }

        var kind = request.Cluster.Registry.Current.Require("", "v1", "namespaces");
        var home = request.Cluster.Store.Find("namespaces", new ObjectKey("", request.Namespace)) ?? throw ApiException.NotFound(kind, request.Namespace);
        if (home.Text("metadata", "deletionTimestamp") is not null)
        {
            var why = $"unable to create new content in namespace {request.Namespace} because it is being terminated";
            throw ApiException.Forbidden(request.Kind, request.Name, why, [new JsonObject
            {
                ["reason"] = "NamespaceTerminating",
                ["message"] = $"namespace {request.Namespace} is being terminated",
                ["field"] = "metadata.namespace",
            }]);
        }
    }

    /// <summary>A namespace goes only when its content is gone, which spec.finalizers tells.</summary>
    public static bool MayVanish(ResourceKind kind, JsonObject tree) =>
        kind.QualifiedPlural != "namespaces" || tree.At("spec", "finalizers") is not JsonArray { Count: > 0 };
}
