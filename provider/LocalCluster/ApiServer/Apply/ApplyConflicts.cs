using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;

namespace Sluice.LocalCluster.ApiServer.Apply;

/// <summary>The answer to an apply that would change fields of other managers.</summary>
internal static class ApplyConflicts
{
    public static ApiException Describe(IReadOnlyList<(ManagerId Manager, string ApiVersion, FieldSet Fields)> conflicts)
    {
        var rows = conflicts
            .SelectMany(c => c.Fields.Paths().Select(p => (Manager: Name(c.Manager, c.ApiVersion), Field: FieldSet.Print(p))))
            .OrderBy(r => r.Manager, StringComparer.Ordinal).ThenBy(r => r.Field, StringComparer.Ordinal)
            .ToList();
        var causes = rows.Select(r => (JsonNode)new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = $"conflict with {r.Manager}",
            ["field"] = r.Field,
        });
        return new ApiException(409, "Conflict", Message(rows), new JsonObject { ["causes"] = new JsonArray([.. causes]) });
    }

    private static string Message(List<(string Manager, string Field)> rows)
    {
        if (rows is [var only])
        {
            return $"Apply failed with 1 conflict: conflict with {only.Manager}: {only.Field}";
        }

        var lines = rows.GroupBy(r => r.Manager, StringComparer.Ordinal)
            .SelectMany(g => g.Select(r => "- " + r.Field).Prepend($"conflicts with {g.Key}:"));
        return $"Apply failed with {rows.Count} conflicts: {string.Join('\n', lines)}";
    }

    private static string Name(ManagerId manager, string version)
    {
        var name = $"\"{manager.Name}\"";
        if (manager.Subresource.Length > 0)
        {
            name += $" with subresource \"{manager.Subresource}\"";
        }

        return manager.Operation == "Update" ? $"{name} using {version}" : name;
    }
}
