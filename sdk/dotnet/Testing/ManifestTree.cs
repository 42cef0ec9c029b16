using System.Collections;
using System.Text.Json.Nodes;

namespace Sluice.Testing;

/// <summary>A resource's inputs as a JSON tree whose fields stand in the order people write them.</summary>
internal static class ManifestTree
{
    // What identifies an object comes first, at every depth; everything else by name.
    private static readonly string[] First = ["apiVersion", "kind", "metadata", "name", "namespace", "type"];

    public static JsonObject Of(IReadOnlyDictionary<string, object> inputs) => (JsonObject)Node(inputs)!;

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        int number => JsonValue.Create(number),
        double number => Number(number),
        IDictionary map => Object(map),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Node)]),
        _ => throw new NotSupportedException($"A manifest cannot hold a {value.GetType()}."),
    };

    // Numbers arrive as floating point; what was written as an integer is written as one again.
    private static JsonValue Number(double number) =>
        number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number);

    private static JsonObject Object(IDictionary map)
    {
        var made = new JsonObject();
        foreach (var key in map.Keys.Cast<string>().OrderBy(Rank).ThenBy(key => key, StringComparer.Ordinal))
        {
            made[key] = Node(map[key]);
        }

        return made;
    }

    private static int Rank(string key) => Array.IndexOf(First, key) is var index and >= 0 ? index : First.Length;
}
