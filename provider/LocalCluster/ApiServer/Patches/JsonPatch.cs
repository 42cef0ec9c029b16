using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Patches;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    private const int OperationLimit = 10_000;

    public static JsonObject Apply(JsonObject target, JsonArray patch)
    {
        if (patch.Count > OperationLimit)
        {
            throw new ApiException(413, "RequestEntityTooLarge", $"The allowed maximum operations in a JSON patch is {OperationLimit}, got {patch.Count}");
        }

        JsonNode? document = target;
        foreach (var node in patch)
        {
            if (node is not JsonObject operation)
            {
                throw Failed();
            }

            document = Step(document, operation);
        }

        return document as JsonObject ?? throw Failed();
    }

    private static JsonNode? Step(JsonNode? document, JsonObject operation)
    {
        var path = Pointer(operation.Text("path") ?? throw Failed());
        switch (operation.Text("op"))
        {
            case "add":
                return Add(document, path, operation["value"]?.DeepClone());
            case "remove":
                Remove(document, path);
                return document;
            case "replace":
                if (path.Length == 0)
                {
                    return operation["value"]?.DeepClone();
                }

                Find(document, path);
                Set(document, path, operation["value"]?.DeepClone());
                return document;
            case "move":
                var from = Pointer(operation.Text("from") ?? throw Failed());
                var moved = Find(document, from)?.DeepClone();
                Remove(document, from);
                return Add(document, path, moved);
            case "copy":
                return Add(document, path, Find(document, Pointer(operation.Text("from") ?? throw Failed()))?.DeepClone());
            case "test":
                var present = TryFind(document, path, out var found) ? found : null;
                return JsonTree.DeepEquals(present, operation["value"]) ? document : throw Failed();
            default:
                throw ApiException.BadRequest($"Unexpected kind: {operation.Text("op")}");
        }
    }

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (Find(document, path[..^1]))
        {
            case JsonObject obj:
                obj[path[^1]] = value;
                return document;
            case JsonArray array:
                var index = path[^1] == "-" ? array.Count : Index(path[^1], array.Count + 1);
                array.Insert(index, value);
                return document;
            default:
                throw Failed();
        }
    }

    private static void Set(JsonNode? document, string[] path, JsonNode? value)
    {
        switch (Find(document, path[..^1]))
        {
            case JsonObject obj:
                obj[path[^1]] = value;
                break;
            case JsonArray array:
                array[Index(path[^1], array.Count)] = value;
                break;
            default:
                throw Failed();
        }
    }

    private static void Remove(JsonNode? document, string[] path)
    {
        if (path.Length == 0)
        {
            throw Failed();
        }

        switch (Find(document, path[..^1]))
        {
            case JsonObject obj when obj.ContainsKey(path[^1]):
                obj.Remove(path[^1]);
                break;
            case JsonArray array:
                array.RemoveAt(Index(path[^1], array.Count));
                break;
            default:
                throw Failed();
        }
    }

    private static JsonNode? Find(JsonNode? document, string[] path) => TryFind(document, path, out var found) ? found : throw Failed();

    private static bool TryFind(JsonNode? document, string[] path, out JsonNode? found)
    {
        found = document;
        foreach (var token in path)
        {
            switch (found)
            {
                case JsonObject obj when obj.TryGetPropertyValue(token, out var child):
                    found = child;
                    break;
                case JsonArray array when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < array.Count:
                    found = array[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static int Index(string token, int limit) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < limit ? index : throw Failed();

    private static string[] Pointer(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        if (pointer[0] != '/')
        {
            throw Failed();
        }

        return [.. pointer[1..].Split('/').Select(t => t.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    /// <summary>The server says no more than this.</summary>
    private static ApiException Failed() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", []);
}
