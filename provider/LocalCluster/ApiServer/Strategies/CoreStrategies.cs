using System.Text;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

internal sealed class NamespaceStrategy : ResourceStrategy
{
    public override IReadOnlyList<string> SelectableFields { get; } = ["status.phase"];

    public override bool DeleteAnswersObject => true;

    public override bool DeleteKeepsGeneration => true;

    public override void PrepareForDelete(JsonObject tree, string now) => tree.Ensure("status")["phase"] = "Terminating";

    public override void Default(JsonObject tree)
    {
        if (tree.At("metadata").Text("name") is { Length: > 0 } name)
        {
            tree.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = name;
        }
    }

    public override void PrepareForCreate(JsonObject tree)
    {
        tree["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        tree["status"] = new JsonObject { ["phase"] = "Active" };
        Default(tree);
    }

    public override void PrepareForUpdate(JsonObject tree, JsonObject old)
    {
        Copy(old, tree, "spec");
        Copy(old, tree, "status");
    }

    public override void ValidateName(string name, FieldErrors errors) => Names.CheckLabel("metadata.name", name, errors);
}

internal sealed class ConfigMapStrategy : ResourceStrategy
{
    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in tree.Object("data") ?? [])
        {
            DataKeys.Check($"data[{key}]", key, errors);
            size += Encoding.UTF8.GetByteCount(JsonTree.ScalarText(value));
        }

        foreach (var (key, value) in tree.Object("binaryData") ?? [])
        {
            DataKeys.Check($"binaryData[{key}]", key, errors);
            size += DataKeys.DecodedBytes(value);
        }

        if (size > DataKeys.MaxBytes)
        {
            // A path of an empty name, as the real server has it for "the whole object".
            errors.TooLong("[]", DataKeys.MaxBytes);
        }
    }

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors) =>
        DataKeys.CheckImmutable(tree, old, ["data", "binaryData"], errors);
}

internal sealed class SecretStrategy : ResourceStrategy
{
    public override IReadOnlyList<string> SelectableFields { get; } = ["type"];

    public override void Default(JsonObject tree)
    {
        tree.SetDefault("type", "Opaque");
        if (tree.Object("stringData") is { } plain)
        {
            var data = tree.Ensure("data");
            foreach (var (key, value) in plain)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonTree.ScalarText(value)));
            }

            tree.Remove("stringData");
        }
    }

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in tree.Object("data") ?? [])
        {
            DataKeys.Check($"data[{key}]", key, errors);
            size += DataKeys.DecodedBytes(value);
        }

        if (size > DataKeys.MaxBytes)
        {
            errors.TooLong("data", DataKeys.MaxBytes);
        }

        string[] required = tree.Text("type") switch
        {
            "kubernetes.io/tls" => ["tls.crt", "tls.key"],
            "kubernetes.io/dockerconfigjson" => [".dockerconfigjson"],
            "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
            _ => [],
        };
        foreach (var key in required.Where(key => tree.Object("data")?.ContainsKey(key) != true))
        {
            errors.Required($"data[{key}]");
        }
    }

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        if (tree.Text("type") != old.Text("type"))
        {
            errors.Invalid("type", tree.Text("type"), "field is immutable");
        }

        DataKeys.CheckImmutable(tree, old, ["data"], errors);
    }
}

/// <summary>Rules for the keys and the size of ConfigMaps and Secrets.</summary>
internal static class DataKeys
{
    /// <summary>All values of one object together.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The length of a base64 value once decoded.</summary>
    public static long DecodedBytes(JsonNode? value)
    {
        var text = JsonTree.ScalarText(value);
        return (text.Length / 4L * 3) - (text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith('=') ? 1 : 0);
    }

    public static void Check(string field, string key, FieldErrors errors)
    {
        if (key.Length > 253 || key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            errors.Invalid(field, key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        }
        else if (key is "." || key.StartsWith("..", StringComparison.Ordinal))
        {
            errors.Invalid(field, key, key is "." or ".." ? $"must not be '{key}'" : "must not start with '..'");
        }
    }

    public static void CheckImmutable(JsonObject tree, JsonObject old, string[] fields, FieldErrors errors)
    {
        if (old.Flag("immutable") != true)
        {
            return;
        }

        if (tree.Flag("immutable") != true)
        {
            errors.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        foreach (var field in fields.Where(f => !JsonTree.DeepEquals(tree[f], old[f])))
        {
            errors.Forbidden(field, "field is immutable when `immutable` is set");
        }
    }
}

internal sealed class ServiceAccountStrategy : ResourceStrategy
{
    public override bool DeleteAnswersObject => true;
}

internal sealed class NodeStrategy : ResourceStrategy
{
    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.unschedulable"];

    public override void PrepareForUpdate(JsonObject tree, JsonObject old) => Copy(old, tree, "status");
}

internal sealed class EndpointsStrategy : ResourceStrategy
{
    public override void Default(JsonObject tree)
    {
        foreach (var port in tree.Array("subsets").Objects().SelectMany(s => s.Array("ports").Objects()))
        {
            port.SetDefault("protocol", "TCP");
        }
    }

    public override string DeprecationWarning => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
}

internal sealed class EventStrategy(bool modern = false) : ResourceStrategy
{
    private static readonly string[] ReferenceFields = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

    public override IReadOnlyList<string> SelectableFields { get; } = modern
        ? [.. ReferenceFields.Select(field => "regarding." + field), "reason", "reportingController", "type"]
        : [.. ReferenceFields.Select(field => "involvedObject." + field), "reason", "reportingComponent", "source", "type"];

    public override string StoredField(string field) => !modern ? field
        : field == "reportingController" ? "reportingComponent"
        : field.StartsWith("regarding.", StringComparison.Ordinal) ? "involvedObject." + field["regarding.".Length..] : field;

    public override void Validate(JsonObject tree, FieldErrors errors)
    {
        if (modern)
        {
            ValidateModern(tree, errors);
        }

        var of = tree.At("involvedObject").Text("namespace") ?? "";
        var own = tree.At("metadata").Text("namespace") ?? "";
        if (of != own && !(of.Length == 0 && own is "default" or "kube-system"))
        {
            errors.Invalid("involvedObject.namespace", of, "does not match event.namespace");
        }
    }

    /// <summary>Events of events.k8s.io have to say more than those of the core group.</summary>
    private static void ValidateModern(JsonObject tree, FieldErrors errors)
    {
        if (tree.Text("eventTime") is null)
        {
            errors.Required("eventTime");
        }

        var type = tree.Text("type") ?? "";
        if (type is not ("Normal" or "Warning"))
        {
            errors.Invalid("type", type, "has invalid value: " + type);
        }
    }
}

internal sealed class ClaimStrategy : ResourceStrategy
{
    public override void Default(JsonObject tree) => tree.Ensure("spec").SetDefault("volumeMode", "Filesystem");

    public override void PrepareForCreate(JsonObject tree) => tree["status"] = new JsonObject { ["phase"] = "Pending" };

    public override void PrepareForUpdate(JsonObject tree, JsonObject old) => Copy(old, tree, "status");
}

/// <summary>A kind with spec and status that a controller fills.</summary>
internal sealed class StatusStrategy(bool generation, Action<JsonObject>? defaults = null, Action<JsonObject, FieldErrors>? validate = null) : ResourceStrategy
{
    public override bool ManagesGeneration => generation;

    public JsonObject? InitialStatus { get; init; }

    public override void Default(JsonObject tree) => defaults?.Invoke(tree);

    public override void PrepareForCreate(JsonObject tree)
    {
        if (tree.ContainsKey("status"))
        {
            tree["status"] = InitialStatus?.DeepClone() ?? new JsonObject();
        }
    }

    public override void PrepareForUpdate(JsonObject tree, JsonObject old) => Copy(old, tree, "status");

    public override void Validate(JsonObject tree, FieldErrors errors) => validate?.Invoke(tree, errors);
}

/// <summary>A kind that only has defaults and rules.</summary>
internal sealed class SimpleStrategy(Action<JsonObject>? defaults = null, Action<JsonObject, FieldErrors>? validate = null) : ResourceStrategy
{
    public bool Generation { get; init; }

    public override bool ManagesGeneration => Generation;

    public override void Default(JsonObject tree) => defaults?.Invoke(tree);

    public override void Validate(JsonObject tree, FieldErrors errors) => validate?.Invoke(tree, errors);

    public override bool SpecChanged(JsonObject tree, JsonObject old)
    {
        foreach (var (name, value) in tree)
        {
            if (name is not "metadata" && !JsonTree.DeepEquals(value, old[name]))
            {
                return true;
            }
        }

        return old.Any(p => p.Key != "metadata" && !tree.ContainsKey(p.Key));
    }
}

/// <summary>Roles and bindings: free names, and nobody may grant what they do not have.</summary>
internal sealed class AccessStrategy(Action<JsonObject, FieldErrors>? validate = null) : ResourceStrategy
{
    public override void ValidateName(string name, FieldErrors errors) => Names.CheckPathSegment("metadata.name", name, errors);

    public override void Default(JsonObject tree)
    {
        if (tree.Object("roleRef") is { } role)
        {
            role.SetDefault("apiGroup", "rbac.authorization.k8s.io");
        }

        foreach (var subject in tree.Array("subjects").Objects())
        {
            if (subject.Text("kind") is "User" or "Group")
            {
                subject.SetDefault("apiGroup", "rbac.authorization.k8s.io");
            }
        }
    }

    public override void Validate(JsonObject tree, FieldErrors errors) => validate?.Invoke(tree, errors);

    public override void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
        if (!JsonTree.DeepEquals(tree["roleRef"], old["roleRef"]))
        {
            errors.Invalid("roleRef", tree["roleRef"]?.DeepClone(), "cannot change roleRef");
        }
    }
}
