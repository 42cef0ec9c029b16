using System.Text.Json.Nodes;

namespace Sluice.LocalCluster.ApiServer.Schemas;

internal enum SchemaType
{
    Object,
    Map,
    List,
    String,
    Integer,
    Number,
    Boolean,
    Bytes,
    Quantity,
    IntOrString,
    Time,
    MicroTime,
    Any,
}

/// <summary>How the items of a list are told apart when two managers merge it.</summary>
internal enum ListKind
{
    Atomic,
    Set,
    Map,
}

/// <summary>
/// The shape of one value. One kind of node serves built-in kinds (read from the type table) and custom resources (read from their
/// OpenAPI schema): pruning, decoding, field ownership, strategic merge and OpenAPI documents all walk it.
/// </summary>
internal sealed class Schema
{
    private IReadOnlyDictionary<string, SchemaField>? _fields;

    public required SchemaType Type { get; init; }

    /// <summary>Qualified type name (<c>core.v1.PodSpec</c>) for types of the table.</summary>
    public string? Name { get; init; }

    /// <summary>Integer width; decides nothing but OpenAPI's <c>format</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Fields of an object, by JSON name. Resolved late because types of the table refer to each other.</summary>
    public Func<IReadOnlyDictionary<string, SchemaField>>? FieldSource { get; init; }

    public IReadOnlyDictionary<string, SchemaField> Fields => _fields ??= FieldSource?.Invoke() ?? new Dictionary<string, SchemaField>();

    /// <summary>Items of a list, values of a map.</summary>
    public Schema? Items { get; init; }

    public ListKind ListKind { get; init; }

    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>An object or map that has one owner as a whole.</summary>
    public bool Atomic { get; init; }

    public string? PatchStrategy { get; init; }

    public string? PatchMergeKey { get; init; }

    public JsonNode? Default { get; init; }

    /// <summary>Fields that are not declared are kept (custom resources).</summary>
    public bool PreserveUnknown { get; init; }

    public bool Nullable { get; init; }

    /// <summary>An object of its own with apiVersion, kind and metadata.</summary>
    public bool Embedded { get; init; }

    /// <summary>The OpenAPI schema this node was read from (custom resources).</summary>
    public JsonObject? Source { get; init; }

    public Schema? Field(string name) => Fields.TryGetValue(name, out var field) ? field.Schema : null;

    public static Schema Scalar(SchemaType type) => new() { Type = type };
}

/// <param name="Schema">The field's shape.</param>
internal sealed record SchemaField(Schema Schema)
{
    /// <summary>Whether the API documents the field as required.</summary>
    public bool Required { get; init; }

    /// <summary>An explicit zero value is different from an absent one.</summary>
    public bool Pointer { get; init; }

    /// <summary>Written even when it is empty (and then as its zero value, null for lists).</summary>
    public bool Keep { get; init; }

    /// <summary>Left out when the whole struct is empty.</summary>
    public bool OmitZero { get; init; }
}
