using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Definitions;

/// <summary>Reads the OpenAPI schema of a definition into the server's own schema nodes.</summary>
internal static class StructuralSchemas
{
    /// <summary>The schema of a custom resource: what the definition says, with the metadata every object has.</summary>
    public static Schema ReadRoot(JsonObject? openApi)
    {
        var fields = Properties(openApi);
        fields["apiVersion"] = new SchemaField(Schema.Scalar(SchemaType.String));
        fields["kind"] = new SchemaField(Schema.Scalar(SchemaType.String));
        fields["metadata"] = new SchemaField(KubernetesTypes.Instance.Get("meta.v1.ObjectMeta"));
        return new Schema
        {
            Type = SchemaType.Object,
            FieldSource = () => fields,
            PreserveUnknown = openApi.Flag("x-kubernetes-preserve-unknown-fields") == true,
            Source = openApi,
        };
    }

    private static Schema Read(JsonObject? openApi)
    {
        var type = openApi.Text("type");
        if (openApi.Flag("x-kubernetes-int-or-string") == true)
        {
            return Scalar(openApi, SchemaType.IntOrString);
        }

        return type switch
        {
            "object" => ReadObject(openApi!),
            "array" => new Schema
            {
                Type = SchemaType.List,
                Items = Read(openApi.Object("items")),
                ListKind = openApi.Text("x-kubernetes-list-type") switch { "map" => ListKind.Map, "set" => ListKind.Set, _ => ListKind.Atomic },
                MapKeys = [.. openApi.Array("x-kubernetes-list-map-keys").Strings()],
                Default = openApi.Child("default")?.DeepClone(),
                Nullable = openApi.Flag("nullable") == true,
                Source = openApi,
            },
            "string" => Scalar(openApi, SchemaType.String),
            "integer" => Scalar(openApi, SchemaType.Integer),
            "number" => Scalar(openApi, SchemaType.Number),
            "boolean" => Scalar(openApi, SchemaType.Boolean),
            _ => new Schema { Type = SchemaType.Any, PreserveUnknown = true, Default = openApi.Child("default")?.DeepClone(), Nullable = true, Source = openApi },
        };
    }

    private static Schema ReadObject(JsonObject openApi)
    {
        var atomic = openApi.Text("x-kubernetes-map-type") == "atomic";
        var additional = openApi.Child("additionalProperties");
        if (additional is JsonObject values && openApi.Object("properties") is null)
        {
            return new Schema
            {
                Type = SchemaType.Map,
                Items = Read(values),
                Atomic = atomic,
                Default = openApi.Child("default")?.DeepClone(),
                Nullable = openApi.Flag("nullable") == true,
                Source = openApi,
            };
        }

        var fields = Properties(openApi);
        var embedded = openApi.Flag("x-kubernetes-embedded-resource") == true;
        if (embedded)
        {
            fields.TryAdd("apiVersion", new SchemaField(Schema.Scalar(SchemaType.String)));
            fields.TryAdd("kind", new SchemaField(Schema.Scalar(SchemaType.String)));
            fields["metadata"] = new SchemaField(KubernetesTypes.Instance.Get("meta.v1.ObjectMeta"));
        }

        return new Schema
        {
            Type = SchemaType.Object,
            FieldSource = () => fields,
            Atomic = atomic,
            Embedded = embedded,
            PreserveUnknown = openApi.Flag("x-kubernetes-preserve-unknown-fields") == true || additional is JsonValue free && free.TryGetValue<bool>(out var any) && any,
            Default = openApi.Child("default")?.DeepClone(),
            Nullable = openApi.Flag("nullable") == true,
            Source = openApi,
        };
    }

    private static Dictionary<string, SchemaField> Properties(JsonObject? openApi)
    {
        var required = openApi.Array("required").Strings().ToHashSet(StringComparer.Ordinal);
        var fields = new Dictionary<string, SchemaField>(StringComparer.Ordinal);
        foreach (var (name, value) in openApi.Object("properties") ?? [])
        {
            fields[name] = new SchemaField(Read(value as JsonObject)) { Required = required.Contains(name), Pointer = true };
        }

        return fields;
    }

    private static Schema Scalar(JsonObject? openApi, SchemaType type) => new()
    {
        Type = type,
        Format = openApi.Text("format"),
        Default = openApi.Child("default")?.DeepClone(),
        Nullable = openApi.Flag("nullable") == true,
        Source = openApi,
    };
}
