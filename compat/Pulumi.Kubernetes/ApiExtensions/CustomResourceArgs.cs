using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Pulumi.Kubernetes.ApiExtensions;

/// <summary>Base for the arguments of a <see cref="CustomResource"/>; derived classes add <c>[Input("spec")]</c> and the like.</summary>
public abstract class CustomResourceArgs : ResourceArgs
{
    /// <summary>Fixes the object's <c>apiVersion</c> and <c>kind</c>.</summary>
    protected CustomResourceArgs(string apiVersion, string kind)
    {
        Version = apiVersion;
        KindName = kind;
        ApiVersion = apiVersion;
        Kind = kind;
    }

    [Input("apiVersion")]
    public Input<string> ApiVersion { get; }

    [Input("kind")]
    public Input<string> Kind { get; }

    [Input("metadata")]
    public Input<ObjectMetaArgs>? Metadata { get; set; }

    internal string Version { get; }

    internal string KindName { get; }
}
