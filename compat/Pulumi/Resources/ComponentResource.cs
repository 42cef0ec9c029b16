using System.Reflection;

namespace Pulumi;

/// <summary>Groups other resources under one name. A component is made by the program, or, if remote, by a provider plugin.</summary>
public class ComponentResource : Resource
{
    public ComponentResource(string type, string name, ComponentResourceOptions? options = null)
        : this(type, name, ResourceArgs.Empty, options, remote: false, registerPackageRequest: null)
    {
    }

    public ComponentResource(string type, string name, ResourceArgs? args, ComponentResourceOptions? options = null, bool remote = false)
        : this(type, name, args, options, remote, registerPackageRequest: null)
    {
    }

    public ComponentResource(
        string type,
        string name,
        ResourceArgs? args,
        ComponentResourceOptions? options,
        bool remote,
        RegisterPackageRequest? registerPackageRequest = null)
        : base(
            type,
            name,
            custom: false,
            args ?? ResourceArgs.Empty,
            options ?? new ComponentResourceOptions(),
            remote ? ResourceKind.Remote : ResourceKind.Local,
            registerPackageRequest)
    {
        IsRemote = remote;
    }

    internal bool IsRemote { get; }

    /// <summary>Publishes every property that is marked with <see cref="OutputAttribute"/>.</summary>
    protected void RegisterOutputs()
        => RegisterOutputs(OutputProperties()
            .Where(property => property.Property.Name != nameof(Urn))
            .ToDictionary(property => property.Name, property => property.Property.GetValue(this)));

    protected void RegisterOutputs(IDictionary<string, object?> outputs)
        => RegisterOutputs(Task.FromResult(outputs ?? throw new ArgumentNullException(nameof(outputs))));

    protected void RegisterOutputs(Task<IDictionary<string, object?>> outputs)
        => RegisterOutputs(Output.Create(outputs ?? throw new ArgumentNullException(nameof(outputs))));

    protected void RegisterOutputs(Output<IDictionary<string, object?>> outputs)
        => Deployment.Internal.Resources.StartOutputs(this, outputs ?? throw new ArgumentNullException(nameof(outputs)));

    private protected IEnumerable<(string Name, PropertyInfo Property)> OutputProperties()
        => from property in GetType().GetProperties()
           let attribute = property.GetCustomAttribute<OutputAttribute>()
           where attribute is not null
           select (string.IsNullOrWhiteSpace(attribute.Name) ? property.Name : attribute.Name, property);
}
