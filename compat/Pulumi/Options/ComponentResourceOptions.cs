namespace Pulumi;

/// <summary>Options of a component.</summary>
public sealed class ComponentResourceOptions : ResourceOptions
{
    private List<ProviderResource>? _providers;

    /// <summary>The providers of the component's children, at most one per package.</summary>
    public List<ProviderResource> Providers
    {
        get => _providers ??= [];
        set => _providers = value;
    }

    public static ComponentResourceOptions Merge(ComponentResourceOptions? options1, ComponentResourceOptions? options2)
    {
        var result = new ComponentResourceOptions();
        foreach (var options in new[] { options1, options2 })
        {
            if (options is not null)
            {
                result.Overlay(options);
                result.Providers = Union(result.Providers, options.Providers);
            }
        }

        return result;
    }

    internal override ResourceOptions Copy()
    {
        var copy = new ComponentResourceOptions();
        copy.Overlay(this);
        copy.Providers = [.. Providers];
        return copy;
    }

    private static List<ProviderResource> Union(List<ProviderResource> first, List<ProviderResource> second)
        => [.. first.Where(provider => !second.Exists(other => other.Package == provider.Package)), .. second];
}
