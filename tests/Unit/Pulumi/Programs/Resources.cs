using System.Collections.Immutable;

namespace Pulumi.Tests.Programs;

internal sealed class ThingArgs : ResourceArgs
{
    [Input("text")]
    public Input<string>? Text { get; set; }

    [Input("anything")]
    public Input<object>? Anything { get; set; }

    [Input("list")]
    private InputList<string>? _list;

    public InputList<string> List
    {
        get => _list ??= [];
        set => _list = value;
    }

    [Input("map")]
    private InputMap<string>? _map;

    public InputMap<string> Map
    {
        get => _map ??= [];
        set => _map = value;
    }

    [Input("nested")]
    public Input<NestedArgs>? Nested { get; set; }

    [Input("other")]
    public Input<Thing>? Other { get; set; }

    [Input("json", json: true)]
    public Input<NestedArgs>? Json { get; set; }
}

internal sealed class NestedArgs : ResourceArgs
{
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("count")]
    public Input<int>? Count { get; set; }
}

internal sealed class RequiredArgs : ResourceArgs
{
    [Input("hostname", required: true)]
    public Input<string>? Hostname { get; set; }
}

/// <summary>A resource of the test package.</summary>
[ResourceType("test:index:Thing", null)]
internal sealed class Thing : CustomResource
{
    public Thing(string name, ThingArgs? args, CustomResourceOptions? options = null)
        : base("test:index:Thing", name, args, options, registerPackageRequest: null)
    {
    }

    [Output("text")]
    public Output<string> Text { get; private set; } = null!;

    [Output("count")]
    public Output<int> Count { get; private set; } = null!;

    [Output("ratio")]
    public Output<double?> Ratio { get; private set; } = null!;

    [Output("enabled")]
    public Output<bool> Enabled { get; private set; } = null!;

    [Output("list")]
    public Output<ImmutableArray<string>> List { get; private set; } = null!;

    [Output("map")]
    public Output<ImmutableDictionary<string, string>> Map { get; private set; } = null!;

    [Output("shape")]
    public Output<Shape?> Shape { get; private set; } = null!;

    [Output("mode")]
    public Output<Mode> Mode { get; private set; } = null!;

    [Output("either")]
    public Output<Union<string, int>> Either { get; private set; } = null!;

    [Output("other")]
    public Output<Thing?> Other { get; private set; } = null!;

    [Output("anything")]
    public Output<object?> Anything { get; private set; } = null!;
}

/// <summary>A resource whose inputs a test gives as they are: inside an output, any type that can be sent is allowed.</summary>
internal sealed class Raw(string name, IDictionary<string, object?> inputs)
    : CustomResource(
        "test:index:Raw",
        name,
        new DictionaryResourceArgs(inputs.ToImmutableDictionary(input => input.Key, input => (object?)Output.Create(input.Value))),
        options: null,
        registerPackageRequest: null);

internal sealed class TestProvider(string name) : ProviderResource("test", name, ResourceArgs.Empty, options: null, registerPackageRequest: null);

/// <summary>A component with one child.</summary>
internal sealed class Pair : ComponentResource
{
    public Pair(string name, ComponentResourceOptions? options = null)
        : base("test:index:Pair", name, options)
    {
        Child = new Thing($"{name}-child", new ThingArgs { Text = "inner" }, new CustomResourceOptions { Parent = this });
        Text = Child.Text;
        RegisterOutputs();
    }

    public Thing Child { get; }

    [Output("text")]
    public Output<string> Text { get; private set; }
}

/// <summary>A component that a plugin constructs.</summary>
internal sealed class RemotePair : ComponentResource
{
    public RemotePair(string name, ResourceArgs args, ComponentResourceOptions? options = null)
        : base("test:index:RemotePair", name, args, options, remote: true)
    {
    }

    [Output("address")]
    public Output<string> Address { get; private set; } = null!;
}

[OutputType]
internal sealed class Shape
{
    public readonly string Kind;
    public readonly int? Sides;

    [OutputConstructor]
    public Shape(string kind, [OutputConstructorParameter("sideCount")] int? sides)
    {
        Kind = kind;
        Sides = sides;
    }
}

[EnumType]
internal readonly struct Mode : IEquatable<Mode>
{
    private readonly string _value;

    private Mode(string value)
    {
        _value = value;
    }

    public static Mode Fast { get; } = new("fast");

    public static explicit operator string(Mode value) => value._value;

    public bool Equals(Mode other) => _value == other._value;

    public override bool Equals(object? obj) => obj is Mode other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _value;
}

internal enum Level
{
    Low = 1,
    High = 7,
}
