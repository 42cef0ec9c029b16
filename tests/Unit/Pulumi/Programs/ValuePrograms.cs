using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi.Tests.Programs;

internal static class ValuePrograms
{
    public static void Values()
    {
        var thing = new Thing("thing", new ThingArgs
        {
            Text = "plain",
            List = { "a", Output.CreateSecret("b") },
            Map = { ["k"] = "v", ["s"] = Output.CreateSecret("hidden") },
            Nested = new NestedArgs { Name = "n", Count = 3 },
            Json = new NestedArgs { Name = "j" },
        });
        _ = new Raw("raw", new Dictionary<string, object?>
        {
            ["null"] = null,
            ["true"] = true,
            ["int"] = 42,
            ["double"] = 1.5,
            ["level"] = Level.High,
            ["mode"] = Mode.Fast,
            ["list"] = new object?[] { 1, null, "x" },
            ["map"] = new Dictionary<string, object?> { ["gone"] = null, ["here"] = ImmutableArray.Create(1, 2) },
            ["union"] = Union<string, int>.FromT1(5),
            ["element"] = JsonDocument.Parse("""{"a":[1,true,null]}""").RootElement,
            ["secretMap"] = Output.CreateSecret(new Dictionary<string, string> { ["x"] = "y" }),
            ["fileAsset"] = new FileAsset("./a.txt"),
            ["archive"] = new AssetArchive(new Dictionary<string, AssetOrArchive> { ["inner"] = new StringAsset("text") }),
            ["empty"] = new InputList<string>(),
            ["resource"] = thing,
        });
        _ = new Raw("component", new Dictionary<string, object?> { ["pair"] = new Pair("pair") });
    }

    public static Dictionary<string, object?> Outputs()
    {
        var thing = new Thing("thing", new ThingArgs { Text = "x" });
        var calls = 0;
        var applied = thing.Id.Apply(id =>
        {
            calls++;
            return $"<{id}>";
        });
        _ = new Raw("user", new Dictionary<string, object?>
        {
            ["id"] = "dropped",
            ["thingId"] = thing.Id,
            ["applied"] = applied,
            ["list"] = new InputList<string> { "known", thing.Id },
            ["secretUnknown"] = Output.CreateSecret(thing.Id),
        });
        return new Dictionary<string, object?>
        {
            ["applied"] = applied,
            ["calls"] = Output.Create(Settle()),
            ["secret"] = Output.CreateSecret("shh"),
            ["thing"] = thing,
            ["count"] = thing.Count,
        };

        async Task<int> Settle()
        {
            await Utilities.OutputUtilities.GetIsKnownAsync(applied);
            return calls;
        }
    }

    public static Dictionary<string, object?> ReadBack()
    {
        var thing = new Thing("thing", null);
        return new Dictionary<string, object?>
        {
            ["text"] = thing.Text,
            ["count"] = thing.Count,
            ["ratio"] = thing.Ratio,
            ["enabled"] = thing.Enabled,
            ["list"] = thing.List,
            ["map"] = thing.Map,
            ["shapeKind"] = thing.Shape.Apply(shape => shape?.Kind),
            ["shapeSides"] = thing.Shape.Apply(shape => shape?.Sides),
            ["mode"] = thing.Mode.Apply(mode => (string)mode),
            ["either"] = thing.Either.Apply(either => either.Match(text => $"text {text}", number => $"number {number}")),
            ["other"] = thing.Other.Apply(other => other?.Text),
            ["otherType"] = thing.Other.Apply(other => other?.GetType().Name),
            ["anything"] = thing.Anything,
        };
    }

    public static void Unsupported() => _ = new Raw("raw", new Dictionary<string, object?> { ["when"] = new Dictionary<string, object?> { ["at"] = DateTime.UnixEpoch } });

    public static void Required() => _ = new RemotePair("pair", new RequiredArgs());

    public static Dictionary<string, object?> Deep()
    {
        var thing = new Thing("thing", null);
        return new Dictionary<string, object?> { ["depth"] = thing.Anything.Apply(Depth) };

        static int Depth(object? value) => value is ImmutableDictionary<string, object?> map ? 1 + Depth(map["next"]) : 0;
    }
}
