using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation;

/// <summary>
/// A value that is decided later, as an output of another resource in a preview. It passes every check of a leaf, list or object, and a
/// rule that would have to look at it is not applied.
/// </summary>
public static class Unknown
{
    /// <summary>The text that stands for such a value; the marker of Pulumi's wire protocol, so that trees from there need no rewriting.</summary>
    public const string Marker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    /// <summary>A node to put in the place of the value.</summary>
    public static JsonNode Node() => JsonValue.Create(Marker);

    /// <summary>True for such a node.</summary>
    /// <param name="node">Any node.</param>
    public static bool Is(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text == Marker;
}
