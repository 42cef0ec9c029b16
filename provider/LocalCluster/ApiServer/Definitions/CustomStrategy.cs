using System.Text.Json.Nodes;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Validation;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Strategies;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>Custom resources. Kinds of the Gateway API are judged by the model's own validation, which knows their rules.</summary>
internal sealed class CustomStrategy(ApiServer.Schemas.Schema schema, bool hasStatus, KnownKind? known, string version) : ResourceStrategy
{
    public override bool ManagesGeneration => true;

    public override void PrepareForCreate(JsonObject tree)
    {
        if (hasStatus)
        {
            tree.Remove("status");
            CustomObjects.ApplyDefaults(tree, schema);
        }
    }

    public override void PrepareForUpdate(JsonObject tree, JsonObject old)
    {
        if (hasStatus)
        {
            Copy(old, tree, "status");
        }
    }

    public override void PrepareForStatusUpdate(JsonObject tree, JsonObject old)
    {
        foreach (var name in tree.Select(p => p.Key).Where(n => n is not ("status" or "metadata" or "apiVersion" or "kind")).ToList())
        {
            tree.Remove(name);
        }

        foreach (var (name, value) in old)
        {
            if (name is not ("status" or "metadata"))
            {
                tree[name] = value?.DeepClone();
            }
        }

        var managed = tree.At("metadata", "managedFields")?.DeepClone();
        tree["metadata"] = old["metadata"]!.DeepClone();
        if (managed is not null)
        {
            tree["metadata"]!["managedFields"] = managed;
        }
    }

    public override bool SpecChanged(JsonObject tree, JsonObject old)
    {
        // The stored object is in the storage version, the new one in that of the request; that alone is no change.
        static bool Counts(string name, bool hasStatus) => name is not ("metadata" or "apiVersion") && !(name == "status" && hasStatus);
        return tree.Any(p => Counts(p.Key, hasStatus) && !JsonTree.DeepEquals(p.Value, old[p.Key]))
            || old.Any(p => Counts(p.Key, hasStatus) && !tree.ContainsKey(p.Key));
    }

    public override void Validate(JsonObject tree, FieldErrors errors) => Judge(tree, null, errors);

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        if (known is not null)
        {
            Judge(tree, old, errors, transitionsOnly: true);
        }
    }

    public override void ValidateStatusUpdate(JsonObject tree, JsonObject old, FieldErrors errors) => Judge(tree, null, errors);

    private void Judge(JsonObject tree, JsonObject? old, FieldErrors errors, bool transitionsOnly = false)
    {
        if (known is null)
        {
            SchemaValidator.Validate(tree, schema, errors);
            return;
        }

        // The stored object may be in another version than the one it is judged in.
        var judged = JsonTree.Clone(tree);
        judged["apiVersion"] = known.ApiVersion(version);
        var options = new ValidationOptions { RefuseUnknownFields = false, Old = old };
        var causes = ObjectValidator.Validate(judged, known, version, options).Causes;
        var usual = transitionsOnly ? ObjectValidator.Validate(judged, known, version, options with { Old = null }).Causes.ToHashSet() : [];
        foreach (var cause in causes.Where(c => !usual.Contains(c) && !c.Field.StartsWith("metadata.", StringComparison.Ordinal)))
        {
            errors.Add(cause.Field, cause.Reason, cause.Message);
        }
    }
}
