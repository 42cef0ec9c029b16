using Sluice.Engine.Values;

namespace Sluice.Engine.Tests.Values;

public sealed class PropertyPathTests
{
    [Theory]
    [InlineData("spec.rules[0].name")]
    [InlineData("metadata.labels[\"app.kubernetes.io/name\"]")]
    [InlineData("a.*.b")]
    [InlineData("*")]
    public void Parse_WellFormed_PrintsAsItWas(string text) => Assert.Equal(text, PropertyPath.Parse(text)?.ToString());

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[")]
    [InlineData("a[x]")]
    [InlineData("a.")]
    public void Parse_Malformed_IsNull(string text) => Assert.Null(PropertyPath.Parse(text));

    [Fact]
    public void Reset_MissingInSource_RemovesFromTarget()
    {
        var olds = PropertyMap.Of(("a", PropertyMap.Of(("keep", 1))));
        var news = PropertyMap.Of(("a", PropertyMap.Of(("keep", 2), ("extra", 3))));

        var reset = PropertyPath.Parse("a.*")!.Reset(olds, news);

        Assert.Equal(olds, reset!.AsMap);
    }

    [Fact]
    public void Between_ListGrows_NewItemIsNamedByIndex()
    {
        var olds = PropertyMap.Of(("l", PropertyValue.ListOf("a")));
        var news = PropertyMap.Of(("l", PropertyValue.ListOf("a", "b")), ("s", PropertyValue.SecretOf("x")));

        Assert.Equal(["l[1] Add", "s Add"], PropertyDiff.Between(olds, news).Select(static d => $"{d.Path} {d.Kind}"));
    }
}
