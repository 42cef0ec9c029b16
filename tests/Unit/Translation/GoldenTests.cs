using Sluice.GatewayApi.Yaml;
using Sluice.TestKit;

namespace Sluice.Translation.Tests;

public sealed class GoldenTests
{
    public static TheoryData<string> Cases() => [.. Golden.Cases()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_Translated_GivesTheGoldenSnapshotAndStatus(string @case)
    {
        var view = Views.Of(File.ReadAllText(Golden.PathOf(@case, "in.yaml")));
        Golden.Verify(Golden.PathOf(@case, "out.yaml"), Rendering.Render(Translator.Translate(view, TranslationOptions.Default)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_InAnyOrder_GivesTheSame(string @case)
    {
        var trees = Manifests.ParseTrees(File.ReadAllText(Golden.PathOf(@case, "in.yaml")));
        var expected = Rendering.Render(Translator.Translate(Views.Of(trees), TranslationOptions.Default));
        var random = new Random(20260101);
        for (var i = 0; i < 5; i++)
        {
            var shuffled = trees.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Rendering.Render(Translator.Translate(Views.Of(shuffled), TranslationOptions.Default)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_BuiltObjectByObject_GivesTheSameAsAtOnce(string @case)
    {
        var trees = Manifests.ParseTrees(File.ReadAllText(Golden.PathOf(@case, "in.yaml")));
        TranslationMemo? memo = null;
        TranslationResult? result = null;
        var view = ClusterView.Empty;
        for (var i = 1; i <= trees.Count; i++)
        {
            var tree = trees[^i];
            view = Views.Of(trees.Skip(trees.Count - i));
            result = Translator.Translate(view, TranslationOptions.Default, memo);
            memo = result.Memo;
            Assert.NotNull(tree);
        }

        Assert.Equal(Rendering.Render(Translator.Translate(view, TranslationOptions.Default)), Rendering.Render(result!));
    }
}
