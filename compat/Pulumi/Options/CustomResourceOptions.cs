namespace Pulumi;

/// <summary>Options of a resource that a provider manages.</summary>
public sealed class CustomResourceOptions : ResourceOptions
{
    private List<string>? _additionalSecretOutputs;
    private Dictionary<string, string>? _envVarMappings;

    public bool? DeleteBeforeReplace { get; set; }

    public List<string> AdditionalSecretOutputs
    {
        get => _additionalSecretOutputs ??= [];
        set => _additionalSecretOutputs = value;
    }

    public string? ImportId { get; set; }

    /// <summary>For providers: environment variables the plugin sees under a new name (key) taken from an old one (value).</summary>
    public Dictionary<string, string> EnvVarMappings
    {
        get => _envVarMappings ??= [];
        set => _envVarMappings = value;
    }

    public static CustomResourceOptions Merge(CustomResourceOptions? options1, CustomResourceOptions? options2)
    {
        var result = new CustomResourceOptions();
        foreach (var options in new[] { options1, options2 })
        {
            if (options is null)
            {
                continue;
            }

            result.Overlay(options);
            result.DeleteBeforeReplace = options.DeleteBeforeReplace ?? result.DeleteBeforeReplace;
            result.ImportId = options.ImportId ?? result.ImportId;
            result.AdditionalSecretOutputs = [.. result.AdditionalSecretOutputs, .. options.AdditionalSecretOutputs];
            foreach (var (name, original) in options.EnvVarMappings)
            {
                result.EnvVarMappings[name] = original;
            }
        }

        return result;
    }

    internal override ResourceOptions Copy() => Merge(null, this);
}
