using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Pulumi.Experimental.Provider;

/// <summary>Infers the schema of a package from the classes of its components.</summary>
public sealed partial class ComponentAnalyzer
{
    private static readonly ImmutableHashSet<Type> BaseTypes = [typeof(Resource), typeof(ComponentResource), typeof(CustomResource), typeof(ResourceArgs)];

    private static readonly ImmutableDictionary<Type, string> Builtins = new Dictionary<Type, string>
    {
        [typeof(string)] = BuiltinTypeSpec.String,
        [typeof(int)] = BuiltinTypeSpec.Integer,
        [typeof(long)] = BuiltinTypeSpec.Integer,
        [typeof(double)] = BuiltinTypeSpec.Number,
        [typeof(float)] = BuiltinTypeSpec.Number,
        [typeof(bool)] = BuiltinTypeSpec.Boolean,
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<Type, string> References = new Dictionary<Type, string>
    {
        [typeof(Asset)] = "pulumi.json#/Asset",
        [typeof(Archive)] = "pulumi.json#/Archive",
        [typeof(object)] = "pulumi.json#/Any",
    }.ToImmutableDictionary();

    private static readonly ImmutableArray<string> Languages = ["csharp", "go", "java", "nodejs", "python"];

    private readonly string _package;
    private readonly Dictionary<string, ComplexTypeSpec> _types = [];

    private ComponentAnalyzer(string package)
    {
        _package = package;
    }

    /// <summary>The schema of all components of an assembly.</summary>
    public static PackageSpec GenerateSchema(Metadata metadata, Assembly assembly) => GenerateSchema(metadata, [.. ComponentsOf(assembly)]);

    public static PackageSpec GenerateSchema(Metadata metadata, params Type[] componentTypes)
    {
        CheckNames(metadata);
        if (componentTypes.Length == 0)
        {
            throw new ArgumentException("At least one component type must be provided");
        }

        var analyzer = new ComponentAnalyzer(metadata.Name);
        var resources = componentTypes.ToDictionary(type => analyzer.Token(type.Name), analyzer.AnalyzeComponent);
        var settings = ImmutableSortedDictionary<string, object>.Empty.Add("respectSchemaVersion", true);
        return new PackageSpec
        {
            Name = metadata.Name,
            Namespace = metadata.Namespace ?? "",
            DisplayName = metadata.DisplayName ?? metadata.Name,
            Version = metadata.Version ?? "",
            Resources = resources.ToImmutableSortedDictionary(),
            Types = analyzer._types.ToImmutableSortedDictionary(entry => analyzer.Token(entry.Key), entry => entry.Value),
            Language = Languages.ToImmutableSortedDictionary(language => language, _ => settings),
        };
    }

    public static Type? FindComponentType(string name, Assembly assembly, Type[]? componentTypes = null)
        => componentTypes?.FirstOrDefault(type => type.Name == name) ?? ComponentsOf(assembly).FirstOrDefault(type => type.Name == name);

    private static IEnumerable<Type> ComponentsOf(Assembly assembly)
        => assembly.GetTypes().Where(type => typeof(ComponentResource).IsAssignableFrom(type) && !type.IsAbstract);

    private static void CheckNames(Metadata metadata)
    {
        if (string.IsNullOrWhiteSpace(metadata?.Name))
        {
            throw new ArgumentException("Package name cannot be empty or whitespace", nameof(metadata));
        }

        if (!PackageName().IsMatch(metadata.Name))
        {
            throw new ArgumentException("Package name must start with a letter and contain only letters, numbers, hyphens, and underscores", nameof(metadata));
        }

        if (metadata.Namespace is not null && !NamespaceName().IsMatch(metadata.Namespace))
        {
            throw new ArgumentException("Namespace must start with a letter and contain only lowercase letters, numbers and hyphens", nameof(metadata));
        }
    }

    private static Type ArgsOf(Type component) => component.GetConstructors()
        .Select(constructor => constructor.GetParameters())
        .Where(parameters => parameters.Length == 3
            && typeof(ResourceArgs).IsAssignableFrom(parameters[1].ParameterType)
            && typeof(ComponentResourceOptions).IsAssignableFrom(parameters[2].ParameterType))
        .Select(parameters => parameters[1].ParameterType)
        .FirstOrDefault()
        ?? throw new ArgumentException($"Component {component.Name} must have a constructor with exactly three parameters: a string name, a parameter that extends ResourceArgs, and ComponentResourceOptions");

    private static string NameOf(MemberInfo member)
        => new[] { member.GetCustomAttribute<InputAttribute>()?.Name, member.GetCustomAttribute<OutputAttribute>()?.Name }.FirstOrDefault(name => !string.IsNullOrEmpty(name))
            ?? throw new ArgumentException($"Property {member.Name} has no Input or Output attribute");

    // Of a reference type only the compiler's mark on the member tells whether it may be null.
    private static bool IsRequired(MemberInfo member, Type type)
    {
        if (member.GetCustomAttribute<InputAttribute>() is { } input)
        {
            return input.IsRequired;
        }

        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Output<>))
        {
            return false;
        }

        var inner = type.GenericTypeArguments[0];
        return inner.IsValueType
            ? Nullable.GetUnderlyingType(inner) is null
            : member.CustomAttributes.All(attribute => attribute.AttributeType.FullName != "System.Runtime.CompilerServices.NullableAttribute");
    }

    [GeneratedRegex("^[a-zA-Z][-a-zA-Z0-9_]*$")]
    private static partial Regex PackageName();

    [GeneratedRegex("^[a-z][-a-z0-9]*$")]
    private static partial Regex NamespaceName();

    private string Token(string name) => $"{_package}:index:{name}";

    private ResourceSpec AnalyzeComponent(Type component)
    {
        if (!typeof(ComponentResource).IsAssignableFrom(component))
        {
            throw new ArgumentException($"Type {component.Name} must inherit from ComponentResource");
        }

        var (inputs, requiredInputs) = AnalyzeMembers(ArgsOf(component));
        var (outputs, required) = AnalyzeMembers(component);
        return new ResourceSpec(inputs, requiredInputs, outputs, required);
    }

    private (Dictionary<string, PropertySpec> Properties, HashSet<string> Required) AnalyzeMembers(Type type)
    {
        var properties = new Dictionary<string, PropertySpec>();
        var required = new HashSet<string>();
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(member => !BaseTypes.Contains(member.DeclaringType!)))
        {
            var memberType = (member as PropertyInfo)?.PropertyType ?? (member as FieldInfo)?.FieldType;
            if (memberType is null)
            {
                continue;
            }

            var name = NameOf(member);
            var isOutput = member.GetCustomAttribute<OutputAttribute>() is not null;
            var spec = AnalyzeType(memberType, $"{member.DeclaringType!.Name}.{member.Name}", isOutput);
            properties[name] = new PropertySpec { Type = spec.Type, Ref = spec.Ref, Plain = spec.Plain, Items = spec.Items, AdditionalProperties = spec.AdditionalProperties };
            if (IsRequired(member, memberType))
            {
                required.Add(name);
            }
        }

        return (properties, required);
    }

    private TypeSpec AnalyzeType(Type type, string context, bool isOutput)
    {
        if (Builtins.TryGetValue(type, out var builtin))
        {
            return TypeSpec.CreateBuiltin(builtin, !isOutput);
        }

        if (References.TryGetValue(type, out var reference))
        {
            return TypeSpec.CreateReference(reference, !isOutput);
        }

        if (typeof(CustomResource).IsAssignableFrom(type))
        {
            throw new ArgumentException($"Resource references are not supported yet: found type '{type.Name}' for '{context}'");
        }

        if (type.IsArray)
        {
            return TypeSpec.CreateArray(AnalyzeType(type.GetElementType()!, context, isOutput));
        }

        if (type.IsGenericType && AnalyzeGeneric(type, context, isOutput) is { } generic)
        {
            return generic;
        }

        if (type.IsInterface || type.IsPrimitive || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            throw new ArgumentException($"Type '{type.FullName}' is not supported as a parameter type");
        }

        return AnalyzeClass(type, isOutput);
    }

    private TypeSpec? AnalyzeGeneric(Type type, string context, bool isOutput)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GenericTypeArguments;
        if (definition == typeof(Output<>))
        {
            return isOutput
                ? AnalyzeType(arguments[0], context, isOutput: true)
                : throw new ArgumentException($"Output<T> can only be used for output properties: {context}");
        }

        if (definition == typeof(Input<>) || definition == typeof(InputList<>) || definition == typeof(InputMap<>))
        {
            if (isOutput)
            {
                throw new ArgumentException($"{definition.Name.Split('`')[0]}<T> can only be used for input properties: {context}");
            }

            var inner = AnalyzeType(arguments[0], context, isOutput: false) with { Plain = null };
            return definition == typeof(Input<>) ? inner : definition == typeof(InputList<>) ? TypeSpec.CreateArray(inner) : TypeSpec.CreateDictionary(inner);
        }

        if (definition == typeof(Nullable<>))
        {
            return AnalyzeType(arguments[0], context, isOutput);
        }

        if (definition == typeof(List<>) || definition == typeof(IList<>))
        {
            return TypeSpec.CreateArray(AnalyzeType(arguments[0], context, isOutput));
        }

        if (definition == typeof(Dictionary<,>) || definition == typeof(IDictionary<,>))
        {
            return arguments[0] == typeof(string)
                ? TypeSpec.CreateDictionary(AnalyzeType(arguments[1], context, isOutput))
                : throw new ArgumentException($"Dictionary keys must be strings, got '{arguments[0].Name}' for '{context}'");
        }

        return null;
    }

    private TypeSpec AnalyzeClass(Type type, bool isOutput)
    {
        var name = type.Name.EndsWith("Args", StringComparison.Ordinal) ? type.Name[..^"Args".Length] : type.Name;
        if (!_types.ContainsKey(name))
        {
            // Entered before it is analyzed, because it may contain itself.
            _types[name] = ComplexTypeSpec.CreateObject([], []);
            var (properties, required) = AnalyzeMembers(type);
            _types[name] = ComplexTypeSpec.CreateObject(properties, required);
        }

        return TypeSpec.CreateReference($"#/types/{Token(name)}", !isOutput);
    }
}
