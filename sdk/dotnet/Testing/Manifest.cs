using System.Text.Json.Nodes;

namespace Sluice.Testing;

/// <summary>An object a program declares, as the API server would get it.</summary>
public sealed class Manifest
{
    private readonly JsonObject _tree;

    internal Manifest(string resourceName, JsonObject tree)
    {
        ResourceName = resourceName;
        _tree = tree;
        ApiVersion = Text(tree["apiVersion"]);
        Kind = Text(tree["kind"]);
        Name = Text(tree["metadata"]?["name"]);
        Namespace = Text(tree["metadata"]?["namespace"]);
    }

    /// <summary>The resource's name in the program.</summary>
    public string ResourceName { get; }

    /// <summary>Group and version, as in <c>gateway.networking.k8s.io/v1</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>The object's kind.</summary>
    public string Kind { get; }

    /// <summary>The object's name; for objects the provider names, the resource's name and eight digits.</summary>
    public string Name { get; }

    /// <summary>The object's namespace; empty if the program names none.</summary>
    public string Namespace { get; }

    /// <summary>The object as JSON; a copy.</summary>
    public JsonObject ToJson() => (JsonObject)_tree.DeepClone();

    /// <summary>The object as YAML, with Secrets' values replaced.</summary>
    public override string ToString() => GatewayApi.Yaml.Manifests.Write(Redacted());

    private JsonObject Redacted()
    {
        var copy = ToJson();
        if (Kind == "Secret" && ApiVersion == "v1")
        {
            foreach (var member in new[] { "data", "stringData" })
            {
                if (copy[member] is JsonObject values)
                {
                    foreach (var key in values.Select(value => value.Key).ToList())
                    {
                        values[key] = "[secret]";
                    }
                }
            }
        }

        return copy;
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
