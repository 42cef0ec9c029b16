using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sluice.GatewayApi.Core;

namespace Sluice.GatewayApi;

/// <summary>The JSON form of the model: camelCase names, nulls left out, unknown fields kept.</summary>
public static class GatewayApiJson
{
    /// <summary>Options for every type of the model and for JSON trees. Read-only, shared by all threads.</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Writes an object as compact JSON.</summary>
    /// <param name="value">An object of the model.</param>
    public static string Serialize(SchemaObject value) => JsonSerializer.Serialize(value, Info(value.GetType()));

    /// <summary>Turns an object into a JSON tree.</summary>
    /// <param name="value">An object of the model.</param>
    public static JsonObject ToTree(SchemaObject value) =>
        (JsonObject)(JsonSerializer.SerializeToNode(value, Info(value.GetType())) ?? new JsonObject());

    /// <summary>Reads an object of a known type.</summary>
    /// <typeparam name="T">A type of the model.</typeparam>
    /// <param name="json">JSON text.</param>
    /// <exception cref="JsonException">The text is no JSON, or a field has the wrong JSON type.</exception>
    public static T Deserialize<T>(string json)
        where T : SchemaObject =>
        (T?)JsonSerializer.Deserialize(json, Info(typeof(T))) ?? throw new JsonException("The document is null.");

    /// <summary>Reads an object of a known type from a tree.</summary>
    /// <typeparam name="T">A type of the model.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <exception cref="JsonException">A field has the wrong JSON type.</exception>
    public static T FromTree<T>(JsonNode tree)
        where T : SchemaObject =>
        (T?)tree.Deserialize(Info(typeof(T))) ?? throw new JsonException("The document is null.");

    /// <summary>Reads an object by its <c>apiVersion</c> and <c>kind</c>.</summary>
    /// <param name="tree">The tree.</param>
    /// <returns>An object of the model, or an <see cref="UnknownKind"/>.</returns>
    /// <exception cref="JsonException">A field has the wrong JSON type.</exception>
    public static KubernetesObject FromTree(JsonObject tree)
    {
        var type = KnownKinds.Find(Text(tree["apiVersion"]), Text(tree["kind"]))?.Type ?? typeof(UnknownKind);
        return (KubernetesObject)(tree.Deserialize(Info(type)) ?? throw new JsonException("The document is null."));
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static JsonTypeInfo Info(Type type) => Options.GetTypeInfo(type);

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(GatewayApiJsonContext.Default.Options)
        {
            TypeInfoResolver = GatewayApiJsonContext.Default,

            // Kubernetes objects travel as JSON bodies, never inside HTML; names and patterns stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly();
        return options;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BackendTLSPolicy))]
[JsonSerializable(typeof(GRPCRoute))]
[JsonSerializable(typeof(Gateway))]
[JsonSerializable(typeof(GatewayClass))]
[JsonSerializable(typeof(HTTPRoute))]
[JsonSerializable(typeof(ListenerSet))]
[JsonSerializable(typeof(ReferenceGrant))]
[JsonSerializable(typeof(TCPRoute))]
[JsonSerializable(typeof(TLSRoute))]
[JsonSerializable(typeof(UDPRoute))]
[JsonSerializable(typeof(XBackend))]
[JsonSerializable(typeof(XBackendTrafficPolicy))]
[JsonSerializable(typeof(XMesh))]
[JsonSerializable(typeof(Namespace))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(ConfigMap))]
[JsonSerializable(typeof(EndpointSlice))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(UnknownKind))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class GatewayApiJsonContext : JsonSerializerContext;
