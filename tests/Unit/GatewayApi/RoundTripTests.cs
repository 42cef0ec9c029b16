using System.Text.Json.Nodes;
using Sluice.GatewayApi.Yaml;

namespace Sluice.GatewayApi.Tests;

public sealed class RoundTripTests
{
    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (var file in Cases.Own().Concat(Cases.Official()))
        {
            data.Add(file);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_ReadAndWritten_LosesNothing(string file)
    {
        var yaml = Cases.Read(file);
        foreach (var tree in Manifests.ParseTrees(yaml))
        {
            var typed = GatewayApiJson.FromTree(tree);
            var expected = WithoutNulls(tree)!.ToJsonString();
            Assert.Equal(expected, Canonical(tree, GatewayApiJson.ToTree(typed)));
            var written = Manifests.ParseTrees(Manifests.Write(typed));
            Assert.Equal(expected, Canonical(tree, Assert.Single(written)));
        }
    }

    [Fact]
    public void OwnCases_HoldEveryKind()
    {
        var kinds = Cases.Own().SelectMany(file => Manifests.Parse(Cases.Read(file))).Select(value => value.Kind!).ToHashSet();
        Assert.Superset(KnownKinds.GatewayApi.Concat(KnownKinds.Core).Select(known => known.Kind.Kind).ToHashSet(), kinds);
    }

    [Fact]
    public void OwnCases_LeaveNothingUnknown()
    {
        foreach (var file in Cases.Own().Where(file => Path.GetFileName(file) != "unknown-fields.yaml"))
        {
            foreach (var value in Manifests.Parse(Cases.Read(file)).Where(value => value.GetType().Namespace == "Sluice.GatewayApi"))
            {
                Assert.IsNotType<UnknownKind>(value);
                AssertKnown(value, value.ToString());
            }
        }
    }

    [Fact]
    public void Parse_WrongType_NamesObjectAndField()
    {
        var error = Assert.Throws<FormatException>(() => Manifests.Parse("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: g}
            spec: {gatewayClassName: c, listeners: [{name: a, port: eighty, protocol: HTTP}]}
            """));
        Assert.Equal("Gateway g, spec.listeners[0].port: the value has the wrong type.", error.Message);
    }

    [Fact]
    public void NewObject_CarriesItsVersionAndKind()
    {
        var route = new HTTPRoute { Metadata = new() { Name = "r" }, Spec = new() };
        Assert.Equal("""{"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"r"},"spec":{}}""", GatewayApiJson.Serialize(route));
    }

    private static void AssertKnown(object value, string path)
    {
        if (value is SchemaObject { UnknownFields: { Count: > 0 } unknown })
        {
            Assert.Fail($"{path}: {string.Join(", ", unknown.Keys)}");
        }

        foreach (var property in value.GetType().GetProperties().Where(p => p.Name != nameof(SchemaObject.UnknownFields)))
        {
            switch (property.GetValue(value))
            {
                case SchemaObject child:
                    AssertKnown(child, $"{path}.{property.Name}");
                    break;
                case System.Collections.IEnumerable items and not string:
                    foreach (var item in items.OfType<SchemaObject>())
                    {
                        AssertKnown(item, $"{path}.{property.Name}[]");
                    }

                    break;
            }
        }
    }

    // Field order is not content: the result is put into the order of the input before it is compared as text.
    private static string Canonical(JsonNode order, JsonNode value) => Reorder(WithoutNulls(order), value)!.ToJsonString();

    private static JsonNode? Reorder(JsonNode? order, JsonNode? value) => (order, value) switch
    {
        (JsonObject a, JsonObject b) => new JsonObject(a.Select(pair => pair.Key).Where(b.ContainsKey).Concat(b.Select(pair => pair.Key).Where(key => !a.ContainsKey(key)))
            .Select(key => KeyValuePair.Create(key, Reorder(a[key], b[key])))),
        (JsonArray a, JsonArray b) => new JsonArray([.. b.Select((item, i) => Reorder(i < a.Count ? a[i] : null, item))]),
        _ => value?.DeepClone(),
    };

    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, WithoutNulls(pair.Value)))),
        JsonArray array => new JsonArray([.. array.Select(WithoutNulls)]),
        _ => node?.DeepClone(),
    };
}
