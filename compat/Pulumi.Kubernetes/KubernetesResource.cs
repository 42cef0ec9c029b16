namespace Pulumi.Kubernetes;

/// <summary>Base of every Kubernetes object in a program.</summary>
public abstract class KubernetesResource : CustomResource
{
    internal KubernetesResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : base(type, name, args, options)
    {
    }

    internal KubernetesResource(string type, string name, DictionaryResourceArgs? dictionary, CustomResourceOptions? options = null)
        : base(type, name, dictionary, options)
    {
    }
}
