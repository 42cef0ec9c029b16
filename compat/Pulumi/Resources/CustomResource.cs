namespace Pulumi;

/// <summary>A resource that a provider creates, updates and deletes.</summary>
public class CustomResource : Resource
{
    public CustomResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : this(type, name, args, options, ResourceKind.Local, package: null)
    {
    }

    public CustomResource(
        string type,
        string name,
        ResourceArgs? args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null)
        : this(type, name, args, options, ResourceKind.Local, registerPackageRequest)
    {
    }

    private protected CustomResource(
        string type, string name, ResourceArgs? args, CustomResourceOptions? options, ResourceKind kind, RegisterPackageRequest? package)
        : base(type, name, custom: true, args ?? ResourceArgs.Empty, options ?? new CustomResourceOptions(), kind, package)
    {
    }

    /// <summary>The provider's id; unknown while the resource does not exist.</summary>
    [Output("id")]
    public Output<string> Id { get; private protected set; } = null!;
}
