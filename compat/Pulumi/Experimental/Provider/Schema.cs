using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Pulumi.Experimental.Provider;

/// <summary>The names of the types that every language has.</summary>
public static class BuiltinTypeSpec
{
#pragma warning disable CA1720 // The names are those of the package schema.
    public const string Object = "object";
    public const string String = "string";
    public const string Integer = "integer";
#pragma warning restore CA1720
    public const string Number = "number";
    public const string Boolean = "boolean";
}

/// <summary>A package schema.</summary>
public record PackageSpec
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("namespace")]
    public string Namespace { get; init; } = "";

    [JsonPropertyName("displayName")]
    public string DisplayName { get; init; } = "";

    [JsonPropertyName("version")]
    public string Version { get; init; } = "";

    [JsonPropertyName("resources")]
    public ImmutableSortedDictionary<string, ResourceSpec> Resources { get; init; } = ImmutableSortedDictionary<string, ResourceSpec>.Empty;

    [JsonPropertyName("types")]
    public ImmutableSortedDictionary<string, ComplexTypeSpec> Types { get; init; } = ImmutableSortedDictionary<string, ComplexTypeSpec>.Empty;

    [JsonPropertyName("language")]
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object>> Language { get; init; }
        = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object>>.Empty;
}

/// <summary>An object with properties.</summary>
public record ObjectTypeSpec
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "";

    [JsonPropertyName("properties")]
    public ImmutableSortedDictionary<string, PropertySpec> Properties { get; init; } = ImmutableSortedDictionary<string, PropertySpec>.Empty;

    [JsonPropertyName("required")]
    public ImmutableSortedSet<string> Required { get; init; } = [];
}

/// <summary>A component.</summary>
public record ResourceSpec : ObjectTypeSpec
{
    public ResourceSpec(
        Dictionary<string, PropertySpec> inputProperties,
        HashSet<string> requiredInputs,
        Dictionary<string, PropertySpec> properties,
        HashSet<string> required)
    {
        IsComponent = true;
        Type = BuiltinTypeSpec.Object;
        InputProperties = inputProperties.ToImmutableSortedDictionary();
        RequiredInputs = [.. requiredInputs];
        Properties = properties.ToImmutableSortedDictionary();
        Required = [.. required];
    }

    [JsonPropertyName("isComponent")]
    public bool IsComponent { get; init; }

    [JsonPropertyName("inputProperties")]
    public ImmutableSortedDictionary<string, PropertySpec> InputProperties { get; init; }

    [JsonPropertyName("requiredInputs")]
    public ImmutableSortedSet<string> RequiredInputs { get; init; }
}

/// <summary>A class of the package.</summary>
public record ComplexTypeSpec : ObjectTypeSpec
{
    private ComplexTypeSpec()
    {
        Type = BuiltinTypeSpec.Object;
    }

    public static ComplexTypeSpec CreateObject(Dictionary<string, PropertySpec> properties, HashSet<string> required) => new()
    {
        Properties = properties.ToImmutableSortedDictionary(),
        Required = [.. required],
    };
}

/// <summary>The type of a property or of the items of a collection.</summary>
public record TypeSpec
{
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("items")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TypeSpec? Items { get; init; }

    [JsonPropertyName("additionalProperties")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TypeSpec? AdditionalProperties { get; init; }

    [JsonPropertyName("$ref")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ref { get; init; }

    /// <summary>True if the value must be known before the update.</summary>
    [JsonPropertyName("plain")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool? Plain { get; init; }

    public static TypeSpec CreateBuiltin(string type, bool? plain = null) => new() { Type = type, Plain = OnlyTrue(plain) };

    public static TypeSpec CreateReference(string reference, bool? plain = null) => new() { Ref = reference, Plain = OnlyTrue(plain) };

    public static TypeSpec CreateArray(TypeSpec items) => new() { Type = "array", Items = items };

    public static TypeSpec CreateDictionary(TypeSpec additionalProperties)
        => new() { Type = BuiltinTypeSpec.Object, AdditionalProperties = additionalProperties };

    private protected static bool? OnlyTrue(bool? plain) => plain == true ? true : null;
}

/// <summary>A property.</summary>
public record PropertySpec : TypeSpec
{
#pragma warning disable CA1720 // The names are those of the package schema.
    public static PropertySpec String => CreateBuiltin(BuiltinTypeSpec.String);

    public static PropertySpec Integer => CreateBuiltin(BuiltinTypeSpec.Integer);
#pragma warning restore CA1720

    public static PropertySpec Number => CreateBuiltin(BuiltinTypeSpec.Number);

    public static PropertySpec Boolean => CreateBuiltin(BuiltinTypeSpec.Boolean);

    public static new PropertySpec CreateBuiltin(string type, bool? plain = null) => new() { Type = type, Plain = OnlyTrue(plain) };

    public static new PropertySpec CreateReference(string reference, bool? plain = null) => new() { Ref = reference, Plain = OnlyTrue(plain) };

    public static new PropertySpec CreateArray(TypeSpec items) => new() { Type = "array", Items = items };

    public static new PropertySpec CreateDictionary(TypeSpec additionalProperties)
        => new() { Type = BuiltinTypeSpec.Object, AdditionalProperties = additionalProperties };
}
