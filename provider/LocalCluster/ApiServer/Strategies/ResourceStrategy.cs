using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>
/// What is particular to a kind between decoding and storing: defaults, fields only the server sets, validation, admission. The base
/// class is a kind without peculiarities.
/// </summary>
internal class ResourceStrategy
{
    public static ResourceStrategy Plain { get; } = new();

    public virtual IReadOnlyList<string> SelectableFields => [];

    /// <summary>The field of the stored object that a selectable field stands for.</summary>
    public virtual string StoredField(string field) => field;

    /// <summary>The server counts spec changes in metadata.generation.</summary>
    public virtual bool ManagesGeneration => false;

    /// <summary>A DELETE that removes the object at once answers with the object instead of a Status.</summary>
    public virtual bool DeleteAnswersObject => false;

    /// <summary>The start of a deletion leaves metadata.generation and the grace period alone.</summary>
    public virtual bool DeleteKeepsGeneration => false;

    /// <summary>Defaults that decoding applies, also before patches are compared.</summary>
    public virtual void Default(JsonObject tree)
    {
    }

    public virtual void PrepareForCreate(JsonObject tree)
    {
    }

    public virtual void PrepareForUpdate(JsonObject tree, JsonObject old)
    {
    }

    /// <summary>A write to the status subresource: everything but status stays, except the metadata named here.</summary>
    public virtual void PrepareForStatusUpdate(JsonObject tree, JsonObject old) => Copy(old, tree, "spec");

    /// <summary>Mutating and validating admission: may look at other objects.</summary>
    public virtual void Admit(AdmissionRequest request)
    {
    }

    public virtual void ValidateName(string name, FieldErrors errors) => Names.CheckSubdomain("metadata.name", name, errors);

    public virtual void Validate(JsonObject tree, FieldErrors errors)
    {
    }

    public virtual void ValidateUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
    }

    public virtual void ValidateStatusUpdate(JsonObject tree, JsonObject old, FieldErrors errors)
    {
    }

    /// <summary>Seconds an object stays after a delete request; null for a kind that knows no graceful deletion.</summary>
    public virtual long? GracePeriod(JsonObject tree, long? requested) => null;

    /// <summary>Called when a deletion begins: may hold the object with a finalizer.</summary>
    public virtual void PrepareForDelete(JsonObject tree, string now)
    {
    }

    /// <summary>Called after an object is gone for good, with its last state.</summary>
    public virtual void Released(ClusterState cluster, JsonObject tree)
    {
    }

    /// <summary>Text of a Warning header on every answer about the kind.</summary>
    public virtual string? DeprecationWarning => null;

    /// <summary>What makes the generation rise: by default a change of spec.</summary>
    public virtual bool SpecChanged(JsonObject tree, JsonObject old) => !JsonTree.DeepEquals(tree["spec"], old["spec"]);

    protected static void Copy(JsonObject from, JsonObject to, string name)
    {
        if (from[name] is { } value)
        {
            to[name] = value.DeepClone();
        }
        else
        {
            to.Remove(name);
        }
    }

    protected static JsonObject? Spec(JsonObject tree) => tree["spec"] as JsonObject;
}
