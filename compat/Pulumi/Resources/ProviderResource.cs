using Pulumi.Serialization;

namespace Pulumi;

/// <summary>A configured instance of a provider plugin.</summary>
public class ProviderResource : CustomResource
{
    private readonly Lazy<Task<string>> _reference;

    public ProviderResource(string package, string name, ResourceArgs args, CustomResourceOptions? options = null)
        : this(package, name, args, options, ResourceKind.Local, request: null)
    {
    }

    public ProviderResource(
        string package,
        string name,
        ResourceArgs args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null)
        : this(package, name, args, options, ResourceKind.Local, registerPackageRequest)
    {
    }

    private protected ProviderResource(
        string package, string name, ResourceArgs args, CustomResourceOptions? options, ResourceKind kind, RegisterPackageRequest? request)
        : base($"pulumi:providers:{package}", name, args, options, kind, request)
    {
        Package = package;
        _reference = new Lazy<Task<string>>(ReferenceAsync);
    }

    internal string Package { get; }

    /// <summary>The form in which requests name a provider: its URN and id; empty for none.</summary>
    internal static async Task<string> ReferenceOf(ProviderResource? provider)
        => provider is null ? "" : await provider._reference.Value.ConfigureAwait(false);

    private async Task<string> ReferenceAsync()
    {
        var urn = await Urn.DataTask.ConfigureAwait(false);
        var id = await Id.DataTask.ConfigureAwait(false);
        return $"{urn.Value}::{(id.IsKnown && !string.IsNullOrEmpty(id.Value) ? id.Value : WireConstants.Unknown)}";
    }
}
