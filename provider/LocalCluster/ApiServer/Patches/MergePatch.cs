using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Patches;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    target[name] = Apply(target[name] is JsonObject existing ? Detach(target, name, existing) : [], inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }

        return target;
    }

    private static JsonObject Detach(JsonObject parent, string name, JsonObject child)
    {
        // A node has one parent at a time; null keeps the key in its place.
        parent[name] = null;
        return child;
    }
}
