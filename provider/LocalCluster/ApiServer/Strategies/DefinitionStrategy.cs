using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>CustomResourceDefinitions.</summary>
internal sealed class DefinitionStrategy : ResourceStrategy
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public override bool ManagesGeneration => true;

    public override void Default(JsonObject tree)
    {
        var spec = tree.Ensure("spec");
        spec.SetDefault("conversion", new JsonObject { ["strategy"] = "None" });
        var names = spec.Ensure("names");
        var kind = names.Text("kind") ?? "";
        if (names.Text("singular") is not { Length: > 0 })
        {
            names["singular"] = kind.ToLowerInvariant();
        }

        if (names.Text("listKind") is not { Length: > 0 } && kind.Length > 0)
        {
            names["listKind"] = kind + "List";
        }
    }

    public override void PrepareForCreate(JsonObject tree)
    {
        var stored = tree.At("spec", "versions") is JsonArray versions
            ? versions.Objects().Where(v => v.Flag("storage") == true).Select(v => (JsonNode?)v.Text("name")).ToArray()
            : [];
        tree["status"] = new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = new JsonArray(stored),
        };
    }

    public override void PrepareForUpdate(JsonObject tree, JsonObject old)
    {
        Copy(old, tree, "status");
        var stored = tree.Ensure("status").Array("storedVersions") ?? [];
        foreach (var version in (tree.At("spec", "versions") as JsonArray).Objects().Where(v => v.Flag("storage") == true))
        {
            if (!stored.Strings().Contains(version.Text("name")))
            {
                stored.Add(version.Text("name"));
            }
        }
    }

    public override void PrepareForDelete(JsonObject tree, string now)
    {
        var metadata = tree.Ensure("metadata");
        var finalizers = metadata.Array("finalizers") ?? [];
        if (!finalizers.Strings().Contains(CleanupFinalizer))
        {
            finalizers.Add(CleanupFinalizer);
        }

        metadata["finalizers"] = finalizers.DeepClone();
        var conditions = tree.Ensure("status").Array("conditions")?.DeepClone().AsArray() ?? [];
        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = "Terminating",
            ["status"] = "True",
            ["lastTransitionTime"] = now,
            ["reason"] = "InstanceDeletionPending",
            ["message"] = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        });
        tree.Ensure("status")["conditions"] = conditions;
    }

    public override bool DeleteKeepsGeneration => true;

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        var spec = tree.Object("spec");
        var names = spec.Object("names");
        var group = spec.Text("group") ?? "";
        var plural = names.Text("plural") ?? "";
        var name = tree.At("metadata").Text("name") ?? "";
        if (name != $"{plural}.{group}")
        {
            errors.Invalid("metadata.name", name, $"must be spec.names.plural+\".\"+spec.group");
        }

        if (group.Length == 0)
        {
            errors.Required("spec.group");
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Invalid("spec.group", group, "should be a domain with at least one dot");
        }

        PodSpecValidation.Choice(spec, "scope", "spec", errors, "Cluster", "Namespaced");
        if (spec.Text("scope") is not { Length: > 0 })
        {
            errors.Required("spec.scope");
        }

        foreach (var field in new[] { "plural", "kind" })
        {
            if (names.Text(field) is not { Length: > 0 })
            {
                errors.Required($"spec.names.{field}");
            }
        }

        Versions(spec.Array("versions"), errors);
    }

    private static void Versions(JsonArray? versions, FieldErrors errors)
    {
        if (versions is not { Count: > 0 })
        {
            errors.Required("spec.versions", "must have exactly one version marked as storage version");
            return;
        }

        if (versions.Objects().Count(v => v.Flag("storage") == true) != 1)
        {
            errors.Invalid("spec.versions", versions.DeepClone(), "must have exactly one version marked as storage version");
        }

        var index = 0;
        foreach (var version in versions.Objects())
        {
            if (version.At("schema", "openAPIV3Schema") is null)
            {
                errors.Required($"spec.versions[{index}].schema.openAPIV3Schema", "schemas are required");
            }

            index++;
        }
    }
}
