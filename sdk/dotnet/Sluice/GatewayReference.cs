using System.Collections.Immutable;
using Pulumi;

namespace Sluice;

/// <summary>
/// Where a gateway is, as one stack tells another. A program passes <see cref="SharedGateway.Reference"/> as a route's parent, exports it
/// as a stack output, or reads it back with <see cref="FromStack"/>.
/// </summary>
/// <example>
/// <code>
/// var infrastructure = new StackReference("organization/platform/prod");
/// _ = new WebRoute("shop", new() { Parent = GatewayReference.FromStack(infrastructure, "gateway"), Rules = { ... } });
/// </code>
/// </example>
[OutputType]
public sealed class GatewayReference
{
    // The SDK sends an output type's read-only fields under their own names, so these are named as on the wire.
#pragma warning disable IDE1006
    private readonly string kind;
    private readonly string name;
    private readonly string @namespace;
#pragma warning restore IDE1006

    /// <summary>Refers to a gateway or a listener set.</summary>
    /// <param name="kind"><c>Gateway</c> or <c>ListenerSet</c>.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="namespace">The object's namespace.</param>
    [OutputConstructor]
    public GatewayReference(string kind, string name, string @namespace)
    {
        this.kind = kind;
        this.name = name;
        this.@namespace = @namespace;
    }

    /// <summary><c>Gateway</c> or <c>ListenerSet</c>.</summary>
    [Output("kind")]
    public string Kind => kind;

    /// <summary>The object's name.</summary>
    [Output("name")]
    public string Name => name;

    /// <summary>The object's namespace.</summary>
    [Output("namespace")]
    public string Namespace => @namespace;

    /// <summary>Reads the reference another stack exports.</summary>
    /// <param name="stack">The stack that owns the gateway.</param>
    /// <param name="output">The stack output that holds <see cref="SharedGateway.Reference"/>.</param>
    public static Output<GatewayReference> FromStack(StackReference stack, string output = "gateway")
    {
        ArgumentNullException.ThrowIfNull(stack);
        return Output.Tuple(stack.RequireOutput(output), stack.Name).Apply(pair => Parse(pair.Item1, pair.Item2, output));
    }

    private static GatewayReference Parse(object value, string stack, string output)
    {
        var map = value as ImmutableDictionary<string, object>;
        return map is not null && Text(map, "name") is { } name && Text(map, "namespace") is { } ns
            ? new GatewayReference(Text(map, "kind") ?? "Gateway", name, ns)
            : throw new RunException(
                $"Stack {stack}, output {output}: the value is no gateway reference (an object with name and namespace). Export SharedGateway.Reference under this name in that stack.");
    }

    private static string? Text(ImmutableDictionary<string, object> map, string key) => map.TryGetValue(key, out var value) ? value as string : null;
}
