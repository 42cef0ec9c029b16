using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice.Checking;

namespace Sluice.Synthesis;

/// <summary>Metadata of the objects a component declares.</summary>
internal static class Metadata
{
    /// <summary>Name, namespace and the program's own labels and annotations.</summary>
    public static ObjectMetaArgs Of(Gate gate, string name, Input<string>? @namespace, InputMap<string>? labels = null, InputMap<string>? annotations = null)
    {
        var metadata = new ObjectMetaArgs { Name = gate.Name(name) };
        if (@namespace is not null)
        {
            metadata.Namespace = @namespace;
        }

        if (labels is not null)
        {
            metadata.Labels = labels;
        }

        if (annotations is not null)
        {
            metadata.Annotations = annotations;
        }

        return metadata;
    }

    /// <summary>Adds when the object counts as done; an annotation of the program's own wins.</summary>
    public static ObjectMetaArgs WaitingFor(this ObjectMetaArgs metadata, string wait, bool? skipAwait)
    {
        if (skipAwait == true)
        {
            return metadata.Skipped();
        }

        metadata.Annotations = InputMap<string>.Merge(new InputMap<string> { { Waits.WaitFor, wait } }, metadata.Annotations);
        return metadata;
    }

    /// <summary>The object counts as done as soon as it exists.</summary>
    public static ObjectMetaArgs Skipped(this ObjectMetaArgs metadata)
    {
        metadata.Annotations = InputMap<string>.Merge(new InputMap<string> { { Waits.SkipAwait, "true" } }, metadata.Annotations);
        return metadata;
    }
}
