using Microsoft.CodeAnalysis;
using Sluice.Generators.Schema;

namespace Sluice.Generators.GatewayApi;

/// <summary>Reads the typed model of the Gateway API: its attributes name the kinds, groups, versions and required fields.</summary>
internal sealed class GatewayModelReader
{
    private static readonly PropertyType ObjectMeta = new PropertyType.External(
        "global::Pulumi.Kubernetes.Types.Inputs.Meta.V1.ObjectMetaArgs",
        "global::Pulumi.Kubernetes.Types.Outputs.Meta.V1.ObjectMeta");

    private readonly Dictionary<INamedTypeSymbol, ObjectType> _types = new(SymbolEqualityComparer.Default);

    public static ModelSchema Read(INamespaceSymbol models)
    {
        var reader = new GatewayModelReader();
        var kinds = new List<ResourceKind>();
        foreach (var symbol in models.GetTypeMembers().OrderBy(symbol => symbol.Name, StringComparer.Ordinal))
        {
            if (Attribute(symbol, "KubernetesKindAttribute") is { } attribute)
            {
                var group = (string)attribute.ConstructorArguments[0].Value!;
                var kind = (string)attribute.ConstructorArguments[1].Value!;
                var version = NewestVersion(attribute);
                kinds.Add(new ResourceKind(group, version, kind, reader.Read(symbol, Module(group, version))));
            }
        }

        return new ModelSchema(kinds);
    }

    // The model lists the newest version first; the API server serves every object under each of them.
    private static string NewestVersion(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments.Where(argument => argument.Key == "Versions"))
        {
            if (argument.Value.Values.FirstOrDefault().Value is string version)
            {
                return version;
            }
        }

        return "v1";
    }

    /// <summary>gateway.networking.k8s.io, v1 -> Gateway.V1</summary>
    private static string Module(string group, string version) => Capital(group.Split('.')[0]) + "." + Capital(version);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);

    private static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass?.Name == name);

    private ObjectType Read(INamedTypeSymbol symbol, string module)
    {
        if (_types.TryGetValue(symbol, out var known))
        {
            return known;
        }

        var type = new ObjectType(module, symbol.Name, $"T:{symbol.ToDisplayString()}");
        _types.Add(symbol, type);
        if (Attribute(symbol, "KubernetesKindAttribute") is not null)
        {
            type.Properties.Add(new Property("apiVersion", PropertyType.Scalar.Text));
            type.Properties.Add(new Property("kind", PropertyType.Scalar.Text));
            type.Properties.Add(new Property("metadata", ObjectMeta));
        }

        foreach (var member in symbol.GetMembers().OfType<IPropertySymbol>())
        {
            if (member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, SetMethod: not null }
                && Attribute(member, "JsonExtensionDataAttribute") is null
                && Attribute(member, "JsonIgnoreAttribute") is null)
            {
                type.Properties.Add(Read(member, module));
            }
        }

        return type;
    }

    private Property Read(IPropertySymbol member, string module)
    {
        var jsonName = Attribute(member, "JsonPropertyNameAttribute")?.ConstructorArguments[0].Value as string
            ?? char.ToLowerInvariant(member.Name[0]) + member.Name.Substring(1);
        var isRequired = Attribute(member, "SchemaAttribute")?.NamedArguments
            .Any(argument => argument is { Key: "Required", Value.Value: true }) ?? false;
        return new Property(jsonName, TypeOf(member.Type, module))
        {
            IsRequired = isRequired,
            Documentation = $"P:{member.ContainingType.ToDisplayString()}.{member.Name}",
        };
    }

    private PropertyType TypeOf(ITypeSymbol type, string module)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return TypeOf(nullable.TypeArguments[0], module);
        }

        if (type is INamedTypeSymbol { IsGenericType: true } generic)
        {
            return generic.TypeArguments.Length == 2
                ? new PropertyType.Map(TypeOf(generic.TypeArguments[1], module))
                : new PropertyType.List(TypeOf(generic.TypeArguments[0], module));
        }

        return type.SpecialType switch
        {
            SpecialType.System_String => PropertyType.Scalar.Text,
            SpecialType.System_Boolean => PropertyType.Scalar.Boolean,
            SpecialType.System_Int32 or SpecialType.System_Int64 => PropertyType.Scalar.Integer,
            SpecialType.System_Double => PropertyType.Scalar.Number,
            _ => type switch
            {
                { Name: "IntOrString" } => PropertyType.IntOrString.Instance,
                INamedTypeSymbol { Name: not "JsonNode" and not "JsonElement" and not "JsonObject" } named => new PropertyType.Reference(Read(named, module)),
                _ => PropertyType.Json.Instance,
            },
        };
    }
}
