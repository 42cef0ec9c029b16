using Sluice.GatewayApi.Yaml;

namespace Sluice.GatewayApi.Tests.Yaml;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: 0x1f\nb: 010\nc: 0o10\nd: 1_000\ne: -5", """{"a":31,"b":8,"c":8,"d":1000,"e":-5}""")]
    [InlineData("a: 80.0\nb: 1e3\nc: .5", """{"a":80.0,"b":1e3,"c":0.5}""")]
    [InlineData("a: yes\nb: Off\nc: 'yes'\nd: \"on\"", """{"a":true,"b":false,"c":"yes","d":"on"}""")]
    [InlineData("a: ~\nb:\nc: null\nd: !!str null", """{"a":null,"b":null,"c":null,"d":"null"}""")]
    [InlineData("a: 1.2.3\nb: 10s\nd: 2001-01-01\ne: 08", """{"a":"1.2.3","b":"10s","d":"2001-01-01","e":8}""")]
    [InlineData("a: 18446744073709551615", """{"a":18446744073709551615}""")]
    [InlineData("base: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3", """{"base":{"x":1,"y":2},"c":{"y":3,"x":1}}""")]
    [InlineData("a: &l [1]\nb: *l", """{"a":[1],"b":[1]}""")]
    [InlineData("80: x\ntrue: z", """{"80":"x","true":"z"}""")]
    public void Read_Document_ResolvesAsKubectlDoes(string yaml, string json) =>
        Assert.Equal(json, Assert.Single(YamlReader.Read(yaml))!.ToJsonString());

    [Theory]
    [InlineData("a: 1\na: 2", "Line 2, column 1: The key \"a\" is there twice.")]
    [InlineData("a: *b", "Line 1, column 4: The alias *b has no anchor before it.")]
    [InlineData("- a\n", "Document 1 is no mapping; a manifest starts with apiVersion and kind.")]
    public void Parse_BrokenText_SaysWhere(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Manifests.Parse(yaml)).Message);

    [Fact]
    public void Parse_AliasesThatExplode_AreStopped()
    {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("too large", Assert.Throws<FormatException>(() => Manifests.Parse(yaml)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EmptyDocuments_AreSkipped() => Assert.Empty(Manifests.Parse("---\n# nothing\n---\n"));
}
