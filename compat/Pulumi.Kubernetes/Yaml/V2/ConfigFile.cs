using System.Collections.Immutable;
using Pulumi.Kubernetes.Types.Inputs.Yaml.V2;

namespace Pulumi.Kubernetes.Yaml.V2;

/// <summary>The objects of YAML manifests; the provider reads them and registers one child per object.</summary>
[KubernetesResourceType("kubernetes:yaml/v2:ConfigFile")]
public class ConfigFile : ComponentResource
{
    /// <summary>Declares the manifests' objects.</summary>
    public ConfigFile(string name, ConfigFileArgs? args = null, ComponentResourceOptions? options = null)
        : base("kubernetes:yaml/v2:ConfigFile", name, args ?? new ConfigFileArgs(), MakeResourceOptions(options), remote: true)
    {
    }

    [Output("resources")]
    public Output<ImmutableArray<Resource>> Resources { get; private set; } = null!;

    private static ComponentResourceOptions MakeResourceOptions(ComponentResourceOptions? options)
    {
        var merged = ComponentResourceOptions.Merge(new ComponentResourceOptions { Version = Utilities.Version }, options);
        merged.Id = "";
        return merged;
    }
}
