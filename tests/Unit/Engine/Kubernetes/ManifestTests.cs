using System.Text.Json.Nodes;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Kubernetes;

public sealed class ManifestTests
{
    private static readonly ProviderSettings Settings = new();
    private static readonly Urn ConfigMapUrn = new("urn:pulumi:dev::demo::kubernetes:core/v1:ConfigMap::settings");

    [Fact]
    public void Check_Unnamed_GetsANameAndKeepsIt()
    {
        var news = Json("""{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"}}""");

        var first = ManifestCheck.Check(new CheckRequest(ConfigMapUrn, null, news, [0xde, 0xad, 0xbe, 0xef, 0]), Settings).Inputs;
        var second = ManifestCheck.Check(new CheckRequest(ConfigMapUrn, first, news, [1, 2, 3, 4, 5]), Settings).Inputs;

        Assert.Equal("settings-deadbeef", Manifests.Name(first));
        Assert.True(Annotations.IsTrue(first, Annotations.Autonamed));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Check_SeveralProblems_AllAreReported()
    {
        var news = Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"x-","annotations":{"pulumi.com/waitFor":"soon"}}}""");

        var result = ManifestCheck.Check(new CheckRequest(ConfigMapUrn, null, news, [1, 2, 3, 4]), Settings);

        Assert.Equal(["metadata.generateName", "metadata.annotations[\"pulumi.com/waitFor\"]"], result.Failures.Select(static f => f.Property));
    }

    [Theory]
    [InlineData("v1", "ConfigMap", "data", true)]
    [InlineData("v1", "Secret", "stringData", true)]
    [InlineData("v1", "Service", "spec", false)]
    [InlineData("gateway.networking.k8s.io/v1", "HTTPRoute", "spec", false)]
    public void Diff_ChangedContent_ReplacesConfigurationOnly(string apiVersion, string kind, string member, bool replaces)
    {
        PropertyMap Manifest(string value) => Json($$$"""{"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}","metadata":{"name":"n","namespace":"d"},"{{{member}}}":{"key":"{{{value}}}"}}""");

        var diff = ManifestDiff.Diff(new DiffRequest(ConfigMapUrn, "d/n", Manifest("a"), PropertyMap.Empty, Manifest("b"), []), Settings);

        Assert.True(diff.HasChanges);
        Assert.Equal(replaces, diff.Replaces);
        Assert.Equal(replaces, diff.DeleteBeforeReplace);
    }

    [Fact]
    public void Diff_RenamedObject_IsMadeBeforeTheOldOneGoes()
    {
        var diff = ManifestDiff.Diff(
            new DiffRequest(ConfigMapUrn, "d/n", Json("""{"kind":"Service","apiVersion":"v1","metadata":{"name":"a"}}"""), PropertyMap.Empty, Json("""{"kind":"Service","apiVersion":"v1","metadata":{"name":"b"}}"""), []),
            Settings);

        Assert.True(diff.Replaces);
        Assert.False(diff.DeleteBeforeReplace);
    }

    [Fact]
    public void Diff_StringDataOfTheSameContent_IsNoChange()
    {
        var diff = ManifestDiff.Diff(
            new DiffRequest(ConfigMapUrn, "d/n", Json("""{"kind":"Secret","apiVersion":"v1","data":{"k":"dg=="}}"""), PropertyMap.Empty, Json("""{"kind":"Secret","apiVersion":"v1","stringData":{"k":"v"}}"""), []),
            Settings);

        Assert.Empty(diff.Differences);
    }

    [Fact]
    public void InputsAfterDrift_OnlyWhatMovedCounts()
    {
        var inputs = Json("""{"spec":{"cpu":"1000m","replicas":2,"name":"a"}}""");
        var before = Json("""{"spec":{"cpu":"1","replicas":2,"name":"a","defaulted":true}}""");
        var now = Json("""{"spec":{"cpu":"1","replicas":5,"defaulted":false}}""");

        Assert.Equal(Json("""{"spec":{"cpu":"1000m","replicas":5}}"""), Manifests.InputsAfterDrift(inputs, before, now));
    }

    [Fact]
    public void Outputs_OfASecret_AreSecretWhateverTheProgramSaid()
    {
        var inputs = Json("""{"kind":"Secret","apiVersion":"v1","stringData":{"k":"v"}}""");
        var live = Json("""{"kind":"Secret","apiVersion":"v1","data":{"k":"dg=="}}""");

        var outputs = Manifests.Outputs(live, inputs, "m");

        Assert.IsType<PropertyValue.Secret>(outputs["data"]);
        Assert.IsType<PropertyValue.Secret>(outputs.Map("__inputs")!["stringData"]);
    }

    [Fact]
    public void Yaml_WrittenAndReadBack_IsTheSame()
    {
        var manifest = JsonNode.Parse("""
            {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"n","annotations":{"a/b":"true","yes":"no","n":"1.5","empty":"","colon":"a: b","multi":"one\ntwo\n","tail":"one\n\ntwo"}},
             "list":[{"a":1,"b":[{"c":null},[1,"2"],{}]},"text",[],true],"number":1.5}
            """)!.AsObject();

        var back = YamlManifests.Read(YamlWriter.Write(manifest));

        Assert.True(JsonNode.DeepEquals(manifest, Assert.Single(back)), YamlWriter.Write(manifest));
    }

    [Fact]
    public void Yaml_SeveralDocumentsAndLists_GiveTheirObjects()
    {
        var objects = YamlManifests.Read("kind: A\n---\n# nothing\n---\nkind: List\nitems:\n- kind: B\n- kind: C\n");

        Assert.Equal(["A", "B", "C"], objects.Select(static o => o["kind"]!.GetValue<string>()));
    }

    private static PropertyMap Json(string text) => PlainJson.Read(JsonNode.Parse(text)!.AsObject());
}
