using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Apply;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Patches;
using Sluice.LocalCluster.ApiServer.Schemas;
using Sluice.LocalCluster.ApiServer.Selectors;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.Tests.ApiServer;

/// <summary>The pure parts: field sets, merges, patches, quantities, selectors.</summary>
public sealed class ApplyTests
{
    private static readonly Schema Deployment = KubernetesTypes.Instance.Get("apps.v1.Deployment");

    private static JsonObject Tree(string json) => (JsonObject)JsonTree.Parse(json)!;

    [Fact]
    public void FieldSet_FromFieldsV1_RoundTrips()
    {
        const string fields = """{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}""";
        Assert.Equal(fields, JsonTree.ToText(FieldSet.FromJson(Tree(fields)).ToJson()));
    }

    [Fact]
    public void AppliedItem_NoLongerNamed_LeavesItemsOfOthers()
    {
        var live = Tree("""{"spec":{"template":{"spec":{"containers":[{"name":"mine","image":"a"},{"name":"theirs","image":"b"}]}}}}""");
        var gone = FieldSet.FromJson(Tree("""{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"mine\"}":{".":{},"f:name":{},"f:image":{}}}}}}}"""));
        ObjectMerge.Remove(live, gone, Deployment);
        Assert.Equal("""{"spec":{"template":{"spec":{"containers":[{"name":"theirs","image":"b"}]}}}}""", JsonTree.ToText(live));
    }

    [Fact]
    public void Merge_OfKeyedList_KeepsForeignItemsFirstAndFollowsTheConfiguration()
    {
        var live = Tree("""{"spec":{"template":{"spec":{"containers":[{"name":"x","image":"1"},{"name":"a","image":"1"}]}}}}""");
        var applied = Tree("""{"spec":{"template":{"spec":{"containers":[{"name":"b","image":"2"},{"name":"a","image":"2"}]}}}}""");
        var merged = ObjectMerge.Merge(live, applied, Deployment);
        Assert.Equal("""[{"name":"x","image":"1"},{"name":"b","image":"2"},{"name":"a","image":"2"}]""", JsonTree.ToText(merged.At("spec", "template", "spec", "containers")));
    }

    [Fact]
    public void StrategicPatch_OfUnkeyedItem_IsRefused()
    {
        var target = Tree("""{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"1"}]}}}}""");
        var refused = Assert.Throws<ApiException>(() => StrategicMergePatch.Apply(target, Tree("""{"spec":{"template":{"spec":{"containers":[{"image":"2"}]}}}}"""), Deployment));
        Assert.Equal("map: map[image:2] does not contain declared merge key: name", refused.Message);
    }

    [Fact]
    public void MergePatch_WithNull_Removes() =>
        Assert.Equal("""{"b":{"d":2}}""", JsonTree.ToText(MergePatch.Apply(Tree("""{"a":1,"b":{"c":1,"d":2}}"""), Tree("""{"a":null,"b":{"c":null}}"""))));

    [Theory]
    [InlineData("0.5", "500m")]
    [InlineData("1000m", "1")]
    [InlineData("128Mi", "128Mi")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("1500", "1500")]
    [InlineData("2000", "2k")]
    [InlineData("0", "0")]
    [InlineData("-1.5", "-1500m")]
    public void Quantity_IsCanonical(string text, string canonical)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(canonical, quantity.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1.2.3")]
    [InlineData("5Zi")]
    public void Quantity_Malformed_IsRefused(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData("a=1", true)]
    [InlineData("a!=1", false)]
    [InlineData("missing!=1", true)]
    [InlineData("a in (1,2),b", true)]
    [InlineData("a notin (1)", false)]
    [InlineData("!b", false)]
    public void LabelSelector_Matches(string selector, bool matches) =>
        Assert.Equal(matches, LabelSelector.Parse(selector).Matches(Tree("""{"metadata":{"labels":{"a":"1","b":"x"}}}""")));
}
