using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Schemas;

/// <summary>The types of the built-in kinds, read once from the embedded type table.</summary>
internal sealed class KubernetesTypes
{
    private readonly Dictionary<string, TypeRow> _rows;
    private readonly Dictionary<string, Schema> _schemas = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private KubernetesTypes(Dictionary<string, TypeRow> rows) => _rows = rows;

    public static KubernetesTypes Instance { get; } = Load();

    public IEnumerable<string> Names => _rows.Keys;

    public bool Contains(string name) => _rows.ContainsKey(name);

    public Schema Get(string name)
    {
        lock (_lock)
        {
            if (!_schemas.TryGetValue(name, out var schema))
            {
                schema = Build(name, _rows[name], atomic: _rows[name].Atomic);
                _schemas[name] = schema;
            }

            return schema;
        }
    }

    /// <summary>The protobuf view of a type: inlined types keep a field number of their own there.</summary>
    public IReadOnlyDictionary<int, FieldRow> Numbers(string name) => _rows[name].ByNumber;

    private Schema Build(string name, TypeRow row, bool atomic) => new()
    {
        Type = SchemaType.Object,
        Name = name,
        Atomic = atomic,
        FieldSource = () => Fields(name, row),
    };

    private Dictionary<string, SchemaField> Fields(string name, TypeRow row)
    {
        var fields = new Dictionary<string, SchemaField>(StringComparer.Ordinal);
        if (IsRoot(row))
        {
            fields["apiVersion"] = new SchemaField(Schema.Scalar(SchemaType.String));
            fields["kind"] = new SchemaField(Schema.Scalar(SchemaType.String));
        }

        foreach (var field in row.Fields)
        {
            if (field.Inline)
            {
                foreach (var (inner, schema) in Get(field.Type).Fields)
                {
                    fields[inner] = schema;
                }
            }
            else
            {
                fields[field.Name] = new SchemaField(FieldSchema(field))
                {
                    Required = field.Required,
                    Pointer = field.Pointer,
                    Keep = field.Keep,
                    OmitZero = field.OmitZero,
                };
            }
        }

        return fields;
    }

    private static bool IsRoot(TypeRow row) =>
        row.Fields.Any(f => f.Name == "metadata" && f.Type is "meta.v1.ObjectMeta" && !row.Name.EndsWith("TemplateSpec", StringComparison.Ordinal)
            && row.Name != "core.v1.PersistentVolumeClaimTemplate");

    private Schema FieldSchema(FieldRow field)
    {
        if (field.Type.StartsWith("[]", StringComparison.Ordinal))
        {
            return new Schema
            {
                Type = SchemaType.List,
                Items = TypeSchema(field.Type[2..], field with { Atomic = false }),
                ListKind = field.Set ? ListKind.Set : field.MapKeys.Length > 0 ? ListKind.Map : ListKind.Atomic,
                MapKeys = field.MapKeys,
                PatchStrategy = field.PatchStrategy,
                PatchMergeKey = field.PatchMergeKey,
            };
        }

        if (field.Type.StartsWith("{}", StringComparison.Ordinal))
        {
            return new Schema { Type = SchemaType.Map, Items = TypeSchema(field.Type[2..], field with { Atomic = false }), Atomic = field.Atomic };
        }

        return TypeSchema(field.Type, field);
    }

    private Schema TypeSchema(string type, FieldRow field) => type switch
    {
        "[]string" => new Schema { Type = SchemaType.List, Items = Schema.Scalar(SchemaType.String) },
        "string" => new Schema { Type = SchemaType.String, Default = field.Default },
        "int32" or "int64" => new Schema { Type = SchemaType.Integer, Format = type, Default = field.Default },
        "uint32" or "uint64" => new Schema { Type = SchemaType.Integer, Format = "int64" },
        "double" or "float" => new Schema { Type = SchemaType.Number, Format = "double" },
        "bool" => new Schema { Type = SchemaType.Boolean, Default = field.Default },
        "bytes" => new Schema { Type = SchemaType.Bytes, Format = "byte" },
        "quantity" => Schema.Scalar(SchemaType.Quantity),
        "intOrString" => Schema.Scalar(SchemaType.IntOrString),
        "time" => Schema.Scalar(SchemaType.Time),
        "microTime" => Schema.Scalar(SchemaType.MicroTime),
        "raw" or "json" or "fieldsV1" => new Schema { Type = SchemaType.Any, PreserveUnknown = true, Atomic = true },
        _ when field.Atomic || field.PatchStrategy is not null => new Schema
        {
            Type = SchemaType.Object,
            Name = type,
            Atomic = field.Atomic || _rows[type].Atomic,
            PatchStrategy = field.PatchStrategy,
            FieldSource = () => Get(type).Fields,
        },
        _ => Get(type),
    };

    private static KubernetesTypes Load()
    {
        using var stream = typeof(KubernetesTypes).Assembly.GetManifestResourceStream("kubernetes-api.schema")
            ?? throw new InvalidOperationException("The Kubernetes type table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var rows = new Dictionary<string, TypeRow>(StringComparer.Ordinal);
        TypeRow? current = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] != ' ')
            {
                current = new TypeRow(words[1], words.Length > 2 && words[2] == "atomic");
                rows[words[1]] = current;
            }
            else
            {
                current!.Fields.Add(ReadField(words));
            }
        }

        return new KubernetesTypes(rows);
    }

    private static FieldRow ReadField(string[] words)
    {
        var field = new FieldRow(words[0], int.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
        foreach (var flag in words.AsSpan(3))
        {
            field = flag switch
            {
                "set" => field with { Set = true },
                "atomic" => field with { Atomic = true },
                "inline" => field with { Inline = true },
                "required" => field with { Required = true },
                "ptr" => field with { Pointer = true },
                "keep" => field with { Keep = true },
                "omitzero" => field with { OmitZero = true },
                _ when flag.StartsWith("map=", StringComparison.Ordinal) => field with { MapKeys = flag[4..].Split(',') },
                _ when flag.StartsWith("patch=", StringComparison.Ordinal) => field with { PatchStrategy = flag[6..] },
                _ when flag.StartsWith("key=", StringComparison.Ordinal) => field with { PatchMergeKey = flag[4..] },
                _ when flag.StartsWith("default=", StringComparison.Ordinal) => field with { Default = JsonTree.Parse(flag[8..]) },
                _ => field,
            };
        }

        return field;
    }

    private sealed class TypeRow(string name, bool atomic)
    {
        private Dictionary<int, FieldRow>? _byNumber;

        public string Name { get; } = name;

        public bool Atomic { get; } = atomic;

        public List<FieldRow> Fields { get; } = [];

        public IReadOnlyDictionary<int, FieldRow> ByNumber => _byNumber ??= Fields.ToDictionary(f => f.Number);
    }
}

/// <summary>One field of the type table.</summary>
internal sealed record FieldRow(string Name, int Number, string Type)
{
    public bool Set { get; init; }

    public bool Atomic { get; init; }

    public bool Inline { get; init; }

    public bool Required { get; init; }

    public bool Pointer { get; init; }

    public bool Keep { get; init; }

    public bool OmitZero { get; init; }

    public string[] MapKeys { get; init; } = [];

    public string? PatchStrategy { get; init; }

    public string? PatchMergeKey { get; init; }

    public JsonNode? Default { get; init; }
}
