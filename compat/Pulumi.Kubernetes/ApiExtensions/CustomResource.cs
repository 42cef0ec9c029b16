using Pulumi.Kubernetes.Types.Outputs.Meta.V1;

namespace Pulumi.Kubernetes.ApiExtensions;

/// <summary>An object of a kind this package has no class for.</summary>
public class CustomResource : KubernetesResource
{
    /// <summary>Declares the object; its token follows from the arguments' <c>apiVersion</c> and <c>kind</c>.</summary>
    public CustomResource(string name, CustomResourceArgs args, CustomResourceOptions? options = null)
        : base($"kubernetes:{args.Version}:{args.KindName}", name, (ResourceArgs)args, options)
    {
    }

    [Output("apiVersion")]
    public Output<string> ApiVersion { get; private set; } = null!;

    [Output("kind")]
    public Output<string> Kind { get; private set; } = null!;

    [Output("metadata")]
    public Output<ObjectMeta> Metadata { get; private set; } = null!;
}
