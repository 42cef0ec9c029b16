using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>Rules every object's metadata obeys.</summary>
internal static class MetadataRules
{
    private static readonly string[] StandardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

    public static void Validate(JsonObject tree, ResourceKind kind, FieldErrors errors)
    {
        var metadata = tree.Object("metadata");
        var name = metadata.Text("name") ?? "";
        if (name.Length == 0)
        {
            errors.Required("metadata.name", "name or generateName is required");
        }
        else
        {
            kind.Strategy.ValidateName(name, errors);
        }

        Common(metadata, errors);
    }

    public static void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        var metadata = tree.Object("metadata");
        Common(metadata, errors);
        if (metadata.Text("deletionTimestamp") is null)
        {
            return;
        }

        var before = (old.At("metadata", "finalizers") as JsonArray).Strings().ToHashSet();
        var added = metadata.Array("finalizers").Strings().Where(f => !before.Contains(f)).ToList();
        // The server checks this twice and says so twice.
        for (var i = 0; i < 2 && added.Count > 0; i++)
        {
            errors.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(f => $"\"{f}\""))}}}");
        }
    }

    private static void Common(JsonObject? metadata, FieldErrors errors)
    {
        foreach (var (key, value) in metadata.Object("labels") ?? [])
        {
            Names.CheckLabelKey("metadata.labels", key, errors);
            Names.CheckLabelValue("metadata.labels", JsonTree.ScalarText(value), errors);
        }

        foreach (var (key, _) in metadata.Object("annotations") ?? [])
        {
            if (Names.QualifiedNameProblem(key.ToLowerInvariant()) is { } problem)
            {
                errors.Invalid("metadata.annotations", key, problem);
            }
        }

        var index = 0;
        foreach (var finalizer in metadata.Array("finalizers").Strings())
        {
            var at = $"metadata.finalizers[{index++}]";
            if (Names.QualifiedNameProblem(finalizer) is { } problem)
            {
                errors.Invalid(at, finalizer, problem);
            }
            else if (!finalizer.Contains('/', StringComparison.Ordinal) && !StandardFinalizers.Contains(finalizer) && !finalizer.Contains('.', StringComparison.Ordinal))
            {
                errors.Invalid(at, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
            }
        }

        Owners(metadata.Array("ownerReferences"), errors);
    }

    private static void Owners(JsonArray? owners, FieldErrors errors)
    {
        var controllers = new List<string>();
        foreach (var owner in owners.Objects())
        {
            const string at = "metadata.ownerReferences";
            foreach (var field in new[] { "apiVersion", "kind", "name", "uid" })
            {
                if (owner.Text(field) is not { Length: > 0 })
                {
                    errors.Invalid($"{at}.{field}", owner[field]?.DeepClone() ?? "", field == "apiVersion" ? "version must not be empty" : "must not be empty");
                }
            }

            if (owner.Flag("controller") == true)
            {
                controllers.Add($"{owner.Text("kind")}/{owner.Text("name")}");
            }
        }

        if (controllers.Count > 1)
        {
            errors.Invalid("metadata.ownerReferences", owners!.DeepClone(), $"Only one reference can have Controller set to true. Found \"true\" in references for {controllers[0]} and {controllers[1]}");
        }
    }
}
