using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.GatewayApi.Validation.Rules;

namespace Sluice.GatewayApi.Validation;

/// <summary>JSON types as far as the model uses them.</summary>
public enum SchemaType
{
    /// <summary>An object with known fields.</summary>
    Record,

    /// <summary>An object with free keys.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Object metadata, which has rules of its own.</summary>
    Metadata,
}

/// <summary>How a list is merged and what may be in it twice.</summary>
public enum ListKind
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>Items are told apart by key fields.</summary>
    Map,

    /// <summary>Items are all different.</summary>
    Set,
}

/// <summary>What the API demands of one value; derived from the model, immutable.</summary>
public sealed class SchemaNode
{
    /// <summary>JSON type.</summary>
    public required SchemaType Type { get; init; }

    /// <summary>JSON type as messages name it.</summary>
    public string TypeName => Type switch
    {
        SchemaType.List => "array",
        SchemaType.Text => "string",
        SchemaType.Number => "integer",
        SchemaType.Flag => "boolean",
        _ => "object",
    };

    /// <summary>Fields by JSON name, in the order of the model.</summary>
    public ImmutableArray<KeyValuePair<string, SchemaNode>> Fields { get; init; } = [];

    /// <summary>The same, for lookup.</summary>
    public FrozenDictionary<string, SchemaNode> FieldsByName { get; init; } = FrozenDictionary<string, SchemaNode>.Empty;

    /// <summary>Names of the fields that have to be there, sorted.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>Schema of list items or map values.</summary>
    public SchemaNode? Items { get; init; }

    /// <summary>How a list is merged.</summary>
    public ListKind ListKind { get; init; }

    /// <summary>Key fields of a <see cref="ListKind.Map"/>.</summary>
    public ImmutableArray<string> ListKeys { get; init; } = [];

    /// <summary>True for an object that is merged as a whole.</summary>
    public bool AtomicMap { get; init; }

    /// <summary>True for an address object, whose value follows its type.</summary>
    public bool IPAddressValue { get; init; }

    /// <summary>Least number of code points.</summary>
    public int? MinLength { get; init; }

    /// <summary>Greatest number of code points.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Least value.</summary>
    public long? Minimum { get; init; }

    /// <summary>Greatest value.</summary>
    public long? Maximum { get; init; }

    /// <summary>Least number of items.</summary>
    public int? MinItems { get; init; }

    /// <summary>Greatest number of items.</summary>
    public int? MaxItems { get; init; }

    /// <summary>Greatest number of map entries.</summary>
    public int? MaxProperties { get; init; }

    /// <summary>OpenAPI format.</summary>
    public string? Format { get; init; }

    /// <summary>The only values allowed.</summary>
    public ImmutableArray<string> Enum { get; init; } = [];

    /// <summary>The pattern as the API writes it.</summary>
    public string? Pattern { get; init; }

    /// <summary>The default as JSON text; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>For people: what the value is.</summary>
    public string? Description { get; init; }

    internal Regex? CompiledPattern { get; init; }

    internal ImmutableArray<Rule> Rules { get; init; } = [];

    /// <summary>A fresh copy of the default.</summary>
    internal JsonNode? NewDefault() => Default is null ? null : JsonNode.Parse(Default);
}
