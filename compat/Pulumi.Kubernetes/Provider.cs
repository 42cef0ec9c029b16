namespace Pulumi.Kubernetes;

/// <summary>A connection to one cluster, given to resources through their options.</summary>
[KubernetesResourceType("pulumi:providers:kubernetes")]
public class Provider : ProviderResource
{
    /// <summary>Declares the provider.</summary>
    public Provider(string name, ProviderArgs? args = null, CustomResourceOptions? options = null)
        : base("kubernetes", name, args ?? new ProviderArgs(), MakeResourceOptions(options))
    {
    }

    private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options)
    {
        var merged = CustomResourceOptions.Merge(new CustomResourceOptions { Version = Utilities.Version }, options);
        merged.Id = "";
        return merged;
    }
}
