using Sluice.LocalCluster.Node.Pods;

namespace Sluice.LocalCluster.Tests.Node;

public sealed class ContainerEnvironmentTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "x", ["B"] = "y z" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)-$(B)", "x-y z")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$(NOPE)", "$(NOPE)")]
    [InlineData("$(A", "$(A")]
    [InlineData("cost: $5", "cost: $5")]
    [InlineData("$", "$")]
    public void Expand_ReplacesKnownNamesOnly(string text, string expected) =>
        Assert.Equal(expected, ContainerEnvironment.Expand(text, Variables));
}
