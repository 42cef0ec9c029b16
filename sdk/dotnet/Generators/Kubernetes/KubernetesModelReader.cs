using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Sluice.Generators.Schema;

namespace Sluice.Generators.Kubernetes;

/// <summary>
/// Reads the models of the KubernetesClient assembly. They say which kinds exist and how JSON names them, but not which group a
/// shared type such as <c>V1PodSpec</c> belongs to; that follows from who uses it first, core before everything else.
/// </summary>
internal sealed class KubernetesModelReader
{
    private const string JsonPropertyName = "JsonPropertyNameAttribute";

    // Types of apimachinery: every group uses them, none owns them.
    private static readonly HashSet<string> MetaTypes =
    [
        "Condition", "DeleteOptions", "LabelSelector", "LabelSelectorRequirement", "ListMeta", "ManagedFieldsEntry",
        "ObjectMeta", "OwnerReference", "Preconditions",
    ];

    // V1PodSpec -> PodSpec; Rbacv1Subject -> Subject, where a name exists in more than one group.
    private static readonly Regex VersionPrefix = new("^(?:[A-Z][a-z]*)?[Vv][0-9]+(?:(?:alpha|beta)[0-9]+)?(?=[A-Z])", RegexOptions.CultureInvariant);

    private readonly Dictionary<INamedTypeSymbol, ObjectType> _types = new(SymbolEqualityComparer.Default);

    /// <summary>Reads the kinds of the given groups, written <c>core/v1</c>, in this order.</summary>
    public static ModelSchema Read(INamespaceSymbol models, IReadOnlyList<string> groupVersions)
    {
        var reader = new KubernetesModelReader();
        var entities = models.GetTypeMembers()
            .Select(Entity)
            .Where(entity => entity is not null)
            .Select(entity => entity!)
            .OrderBy(entity => entity.Kind, System.StringComparer.Ordinal)
            .ToList();
        var kinds = new List<ResourceKind>();
        foreach (var groupVersion in groupVersions)
        {
            kinds.AddRange(entities
                .Where(entity => entity.GroupVersion == groupVersion)
                .Select(entity => new ResourceKind(entity.Group, entity.Version, entity.Kind, reader.Read(entity.Symbol, Module(groupVersion)))));
        }

        return new ModelSchema(kinds);
    }

    private static EntityModel? Entity(INamedTypeSymbol symbol)
    {
        var attribute = symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass?.Name == "KubernetesEntityAttribute");
        if (attribute is null)
        {
            return null;
        }

        var values = attribute.NamedArguments.ToDictionary(pair => pair.Key, pair => pair.Value.Value as string ?? "");
        var entity = new EntityModel(symbol, values["Group"], values["ApiVersion"], values["Kind"]);

        // Lists exist for reading; kinds without a plural are bodies of subresources. Neither can be declared.
        var isList = entity.Kind.EndsWith("List", System.StringComparison.Ordinal);
        return isList || values["PluralName"].Length == 0 ? null : entity;
    }

    /// <summary>rbac.authorization.k8s.io/v1 -> Rbac.V1</summary>
    private static string Module(string groupVersion)
    {
        var parts = groupVersion.Split('/');
        var group = parts[0].Split('.')[0];
        return Capital(group) + "." + Capital(parts[1]);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);

    private ObjectType Read(INamedTypeSymbol symbol, string module)
    {
        if (_types.TryGetValue(symbol, out var known))
        {
            return known;
        }

        var name = VersionPrefix.Replace(symbol.Name, "");
        var type = new ObjectType(MetaTypes.Contains(name) ? "Meta.V1" : module, name, documentation: null);
        _types.Add(symbol, type);
        foreach (var member in symbol.GetMembers().OfType<IPropertySymbol>())
        {
            var json = member.GetAttributes().FirstOrDefault(data => data.AttributeClass?.Name == JsonPropertyName);
            if (json?.ConstructorArguments.FirstOrDefault().Value is string jsonName)
            {
                type.Properties.Add(new Property(jsonName, TypeOf(member.Type, module)));
            }
        }

        return type;
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
            SpecialType.System_String or SpecialType.System_DateTime => PropertyType.Scalar.Text,
            SpecialType.System_Boolean => PropertyType.Scalar.Boolean,
            SpecialType.System_Int32 or SpecialType.System_Int64 => PropertyType.Scalar.Integer,
            SpecialType.System_Double => PropertyType.Scalar.Number,
            SpecialType.System_Object => PropertyType.Json.Instance,
            _ => type switch
            {
                // Bytes are base64 text on the wire, quantities are text such as "100m".
                IArrayTypeSymbol or { Name: "ResourceQuantity" } => PropertyType.Scalar.Text,
                { Name: "IntOrString" } => PropertyType.IntOrString.Instance,
                INamedTypeSymbol named => new PropertyType.Reference(Read(named, module)),
                _ => PropertyType.Json.Instance,
            },
        };
    }
}
