using Pulumi.Utilities;

namespace Pulumi.Tests.Values;

public sealed class OptionTests
{
    [Fact]
    public void Merge_ReplacesScalarsAndAppendsLists()
    {
        var merged = CustomResourceOptions.Merge(
            new CustomResourceOptions { Protect = true, Version = "1", IgnoreChanges = { "a" }, AdditionalSecretOutputs = { "x" }, Aliases = { new Alias { Name = "one" } } },
            new CustomResourceOptions { Version = "2", IgnoreChanges = { "b" }, DeleteBeforeReplace = true, Aliases = { new Alias { Name = "two" } } });

        Assert.Equal((true, "2", true), (merged.Protect, merged.Version, merged.DeleteBeforeReplace));
        Assert.Equal(["a", "b"], merged.IgnoreChanges);
        Assert.Equal(["x"], merged.AdditionalSecretOutputs);
        Assert.Equal(2, merged.Aliases.Count);
    }

    [Fact]
    public async Task Merge_OfNothing_IsEmptyAndDoesNotShareLists()
    {
        var empty = ComponentResourceOptions.Merge(null, null);
        var original = new ComponentResourceOptions { IgnoreChanges = { "a" } };
        var copy = ComponentResourceOptions.Merge(original, null);
        copy.IgnoreChanges.Add("b");

        Assert.Null(empty.Protect);
        Assert.Empty(empty.Providers);
        Assert.Empty(await OutputUtilities.GetValueAsync(empty.DependsOn.ToOutput()));
        Assert.Equal(["a"], original.IgnoreChanges);
    }

    [Fact]
    public void Urn_ComparesByValueAndIsNeverEmpty()
    {
        Assert.Equal(new Urn("urn:a"), new Urn("urn:a"));
        Assert.Equal("urn:a", new Urn("urn:a"));
        Assert.StartsWith("URN cannot be null or empty.", Assert.Throws<ArgumentException>(() => new Urn("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instance_OutsideOfADeployment_SaysSo()
    {
        Assert.Equal("Trying to acquire Deployment.Instance before 'Run' was called.", Assert.Throws<InvalidOperationException>(() => Deployment.Instance).Message);
        Assert.Throws<InvalidOperationException>(() => Log.Info("x"));
    }

    [Fact]
    public void Assets_NeedContent()
    {
        Assert.Throws<ArgumentNullException>(() => new StringAsset(null!));
        Assert.Throws<ArgumentNullException>(() => new FileArchive(null!));
    }
}
