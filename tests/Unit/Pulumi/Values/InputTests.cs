using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using Pulumi.Utilities;

namespace Pulumi.Tests.Values;

public sealed class InputTests
{
    [Fact]
    public async Task Map_AddingAnotherValueUnderAKey_FailsWhenTheValueIsRead()
    {
        var map = new InputMap<string> { ["a"] = "1" };
        map.Add("a", "2");

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => OutputUtilities.GetValueAsync(map.ToOutput()));

        Assert.Equal("Key 'a' already exists in the map with a different value.", failure.Message);
    }

    [Fact]
    public async Task Map_AddingTheSameValueUnderAKey_KeepsIt()
    {
        var map = new InputMap<string> { { "a", "1" }, { "a", Output.CreateSecret("1") } };

        Assert.Equal("1", (await OutputUtilities.GetValueAsync(map.ToOutput()))["a"]);
        Assert.True(await Output.IsSecretAsync(map.ToOutput()));
    }

    [Fact]
    public async Task Map_Merge_TakesTheSecond()
    {
        var merged = InputMap<int>.Merge(new Dictionary<string, int> { ["a"] = 1, ["b"] = 1 }, new InputMap<int> { ["b"] = 2 });

        var values = await OutputUtilities.GetValueAsync(merged.ToOutput());

        Assert.Equal((1, 2), (values["a"], values["b"]));
    }

    [Fact]
    public async Task List_Concat_DoesNotWaitForItsParts()
    {
        var pending = new TaskCompletionSource<ImmutableArray<string>>();
        InputList<string> late = Output.Create(pending.Task);
        var list = new InputList<string> { "a" }.Concat(late);
        list.Add("z");
        pending.SetResult(["b", "c"]);

        Assert.Equal(["a", "b", "c", "z"], (await OutputUtilities.GetValueAsync(list.ToOutput())).ToArray());
    }

    [Fact]
    public async Task List_IsMadeOfWhateverIsAList()
    {
        InputList<int> array = new[] { 1, 2 };
        InputList<int> single = Output.Create(3);
        InputList<int> outputs = new List<Output<int>> { Output.Create(4), Output.CreateSecret(5) };

        Assert.Equal("1, 2", string.Join(", ", await OutputUtilities.GetValueAsync(array.ToOutput())));
        Assert.Equal("3", string.Join(", ", await OutputUtilities.GetValueAsync(single.ToOutput())));
        Assert.Equal("4, 5", string.Join(", ", await OutputUtilities.GetValueAsync(outputs.ToOutput())));
        Assert.True(await Output.IsSecretAsync(outputs.ToOutput()));
    }

    [Fact]
    public async Task Collections_AreEnumeratedAsynchronouslyOnly()
    {
        var list = new InputList<string> { "a", "b" };
        var seen = new List<string>();
        await foreach (var item in list)
        {
            seen.Add(await OutputUtilities.GetValueAsync(item.ToOutput()));
        }

        Assert.Equal(["a", "b"], seen);
        Assert.Throws<NotSupportedException>(() => ((IEnumerable)list).GetEnumerator());
        Assert.Throws<NotSupportedException>(() => ((IEnumerable)new InputMap<string>()).GetEnumerator());
    }

    [Fact]
    public async Task NullInput_IsAKnownDefault()
    {
        Input<string>? input = null;

        Assert.Null(await OutputUtilities.GetValueAsync(input.ToOutput()));
        Assert.Equal("none", await OutputUtilities.GetValueAsync(input.Apply(value => value ?? "none")));
        Assert.Throws<ArgumentNullException>(() => (Input<string>)(Output<string>)null!);
    }

    [Fact]
    public async Task Union_KnowsWhichItIs()
    {
        InputUnion<string, int> input = 5;
        var union = await OutputUtilities.GetValueAsync(input.ToOutput());

        Assert.Equal((true, 5), (union.IsT1, union.AsT1));
        Assert.Equal(union, Union<string, int>.FromT1(5));
        Assert.Equal("5", union.Match(text => text, number => $"{number}"));
        Assert.True(union.TryPickT1(out var picked, out _));
        Assert.Equal(5, picked);
        Assert.Equal(6, union.MapT1(number => number + 1).AsT1);
        Assert.Throws<InvalidOperationException>(() => union.AsT0);
    }

    [Fact]
    public async Task Json_IsTextOrDocument()
    {
        InputJson text = """{"a":1}""";
        InputJson output = Output.Create("[true]");

        Assert.Equal(1, (await OutputUtilities.GetValueAsync(text.ToOutput())).GetProperty("a").GetInt32());
        Assert.Equal(JsonValueKind.True, (await OutputUtilities.GetValueAsync(output.ToOutput()))[0].ValueKind);
    }
}
