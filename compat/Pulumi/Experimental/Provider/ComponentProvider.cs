using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pulumi.Experimental.Provider;

/// <summary>A provider whose resources are the components of an assembly.</summary>
public class ComponentProvider : Provider
{
    private static readonly JsonSerializerOptions SchemaJson = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Assembly _assembly;
    private readonly Metadata _metadata;
    private readonly Type[]? _components;

    public ComponentProvider(Assembly componentAssembly, Metadata metadata, Type[]? componentTypes = null)
    {
        _assembly = componentAssembly;
        _metadata = metadata;
        _components = componentTypes;
    }

    public override Task<GetSchemaResponse> GetSchema(GetSchemaRequest request, CancellationToken ct)
    {
        var schema = _components is null
            ? ComponentAnalyzer.GenerateSchema(_metadata, _assembly)
            : ComponentAnalyzer.GenerateSchema(_metadata, _components);
        return Task.FromResult(new GetSchemaResponse { Schema = JsonSerializer.Serialize(schema, SchemaJson) });
    }

    public override async Task<ConstructResponse> Construct(ConstructRequest request, CancellationToken ct)
    {
        if (request.Type.Split(':') is not [var package, _, var name] || package != _metadata.Name)
        {
            throw new ArgumentException($"Invalid resource type: {request.Type}");
        }

        var type = ComponentAnalyzer.FindComponentType(name, _assembly, _components)
            ?? throw new ArgumentException($"Component type not found: {name}");
        var args = PropertyValueReader.Read(new PropertyValue(request.Inputs), ArgsOf(type));
        var component = (ComponentResource)Activator.CreateInstance(
            type,
            BindingFlags.DoNotWrapExceptions | BindingFlags.Instance | BindingFlags.Public,
            binder: null,
            [request.Name, args, request.Options],
            culture: null)!;

        var urn = await component.Urn.DataTask.ConfigureAwait(false);
        if (string.IsNullOrEmpty(urn.Value))
        {
            throw new InvalidOperationException($"URN of resource {request.Name} is not known.");
        }

        return new ConstructResponse(new Urn(urn.Value), await OutputsOfAsync(component).ConfigureAwait(false), ImmutableDictionary<string, ISet<Urn>>.Empty);
    }

    private static Type ArgsOf(Type component)
        => Array.Find(component.GetConstructors()[0].GetParameters(), parameter => parameter.Name == "args")?.ParameterType
            ?? throw new ArgumentException($"Component {component.Name} must have an 'args' parameter in constructor");

    private static async Task<IDictionary<string, PropertyValue>> OutputsOfAsync(ComponentResource component)
    {
        var outputs = new Dictionary<string, PropertyValue>();
        foreach (var property in component.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<OutputAttribute>() is { } attribute && property.GetValue(component) is { } value)
            {
                outputs[string.IsNullOrWhiteSpace(attribute.Name) ? property.Name : attribute.Name] = await PropertyValueWriter.WriteAsync(value).ConfigureAwait(false);
            }
        }

        return outputs;
    }
}
