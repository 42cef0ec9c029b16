using System.Collections.Immutable;
using System.Text.Json;
using Pulumi.Utilities;

namespace Pulumi.Tests.Values;

/// <summary>Outputs on their own, without a deployment.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Apply_OfAnUnknown_IsNotCalledAndStaysSecret()
    {
        var called = false;
        var output = Output.CreateSecret(OutputUtilities.CreateUnknown("x")).Apply(value =>
        {
            called = true;
            return value.Length;
        });

        Assert.Equal((false, 0, true, false), (await OutputUtilities.GetIsKnownAsync(output), await OutputUtilities.GetValueAsync(output), await Output.IsSecretAsync(output), called));
    }

    [Fact]
    public async Task Apply_OfEveryKindOfFunction_GivesItsValue()
    {
        var source = Output.Create("abc");

        Assert.Equal(3, await OutputUtilities.GetValueAsync(source.Apply(value => value.Length)));
        Assert.Equal(3, await OutputUtilities.GetValueAsync(source.Apply(value => Task.FromResult(value.Length))));
        Assert.Equal("abc!", await OutputUtilities.GetValueAsync(source.Apply(value => Output.Create($"{value}!"))));
        Assert.Equal("abc?", await OutputUtilities.GetValueAsync(source.Apply(value => (Input<string>)$"{value}?")));
        Assert.Equal(default, await OutputUtilities.GetValueAsync(source.Apply(_ => Task.CompletedTask)));
    }

    [Fact]
    public async Task Apply_GivingASecret_IsSecret()
    {
        var output = Output.Create(1).Apply(value => Output.CreateSecret(value + 1));

        Assert.Equal((2, true), (await OutputUtilities.GetValueAsync(output), await Output.IsSecretAsync(output)));
        Assert.False(await Output.IsSecretAsync(Output.Unsecret(output)));
    }

    [Fact]
    public async Task Apply_ThatThrows_Faults()
    {
        var output = Output.Create("x").Apply(Fail);

        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => OutputUtilities.GetValueAsync(output))).Message);

        static int Fail(string value) => throw new InvalidOperationException("no");
    }

    [Fact]
    public async Task All_KeepsTheOrderAndUnitesTheFlags()
    {
        var all = Output.All<string>("a", Output.CreateSecret("b"), OutputUtilities.CreateUnknown("c"));

        Assert.True(await Output.IsSecretAsync(all));
        Assert.False(await OutputUtilities.GetIsKnownAsync(all));
        Assert.Equal(["1", "2"], (await OutputUtilities.GetValueAsync(Output.All(Output.Create("1"), Output.Create("2")))).ToArray());
        Assert.Empty(await OutputUtilities.GetValueAsync(Output.All(Array.Empty<Input<int>>())));
    }

    [Fact]
    public async Task Tuple_OfMixedInputs_HasEveryValue()
    {
        var tuple = Output.Tuple<string, int, bool>("a", Output.Create(2), true);

        Assert.Equal(("a", 2, true), await OutputUtilities.GetValueAsync(tuple));
    }

    [Fact]
    public async Task Format_AwaitsOutputsAndIsInvariant()
    {
        var text = Output.Format($"{Output.Create("a")}-{(Input<int>)2}-{1.5}");

        Assert.Equal("a-2-1.5", await OutputUtilities.GetValueAsync(text));
    }

    [Fact]
    public async Task JsonSerialize_UnwrapsOutputsAnywhereAndCollectsTheirFlags()
    {
        var json = Output.JsonSerialize(Output.Create(new Document
        {
            Secret = Output.CreateSecret("s"),
            Number = 3,
            List = { "p", Output.Create("q") },
            Map = { ["k"] = "v" },
        }));

        Assert.Equal("""{"Secret":"s","Number":3,"List":["p","q"],"Map":{"k":"v"}}""", await OutputUtilities.GetValueAsync(json));
        Assert.True(await Output.IsSecretAsync(json));
    }

    [Fact]
    public async Task JsonSerialize_OfSomethingNotYetKnown_IsUnknown()
    {
        var json = Output.JsonSerialize(Output.Create(new Document { Number = (Input<int>)OutputUtilities.CreateUnknown(1) }));

        Assert.False(await OutputUtilities.GetIsKnownAsync(json));
    }

    [Fact]
    public async Task JsonSerialize_WaitsForPendingOutputs()
    {
        var pending = Task.Run(async () =>
        {
            await Task.Yield();
            return "late";
        });
        var json = Output.JsonSerialize(Output.Create(new[] { Output.Create(pending) }));

        Assert.Equal("""["late"]""", await OutputUtilities.GetValueAsync(json));
    }

    [Fact]
    public async Task JsonDeserialize_GivesNestedOutputsTheFlagOfTheText()
    {
        var parsed = Output.JsonDeserialize<Dictionary<string, Output<int>>>(Output.CreateSecret("""{"a":1}"""), JsonSerializerOptions.Default);
        var inner = (await OutputUtilities.GetValueAsync(parsed))["a"];

        Assert.Equal((1, true), (await OutputUtilities.GetValueAsync(inner), await Output.IsSecretAsync(inner)));
    }

    [Fact]
    public async Task Extensions_ReachIntoArrays()
    {
        var array = Output.Create(ImmutableArray.Create("a", "b"));

        Assert.Equal("a", await OutputUtilities.GetValueAsync(array.First()));
        Assert.Equal("b", await OutputUtilities.GetValueAsync(array.GetAt(1)));
        Assert.Equal(2, await OutputUtilities.GetValueAsync(array.Length()));
    }

    [Fact]
    public async Task DeferredOutput_TakesOneValue()
    {
        var deferred = new DeferredOutput<int>();
        var next = deferred.Output.Apply(value => value + 1);
        deferred.Resolve(Output.CreateSecret(1));

        Assert.Equal((2, true), (await OutputUtilities.GetValueAsync(next), await Output.IsSecretAsync(next)));
        Assert.Equal("DeferredOutput can only be resolved once.", Assert.Throws<InvalidOperationException>(() => deferred.Resolve(Output.Create(2))).Message);
    }

    private sealed class Document
    {
        public Output<string>? Secret { get; init; }

        public Input<int>? Number { get; init; }

        public InputList<string> List { get; init; } = [];

        public InputMap<string> Map { get; init; } = [];
    }
}
