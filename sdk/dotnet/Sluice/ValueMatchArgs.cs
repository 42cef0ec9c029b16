using Pulumi;

namespace Sluice;

/// <summary>A condition on a header or a query parameter.</summary>
public sealed class ValueMatchArgs : ResourceArgs
{
    /// <summary>The header's or parameter's name; header names ignore case.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    /// <summary>The wanted value or expression.</summary>
    [Input("value", required: true)]
    public Input<string> Value { get; set; } = null!;

    /// <summary><c>Exact</c> (the default) or <c>RegularExpression</c>.</summary>
    [Input("type")]
    public string? Type { get; set; }
}
