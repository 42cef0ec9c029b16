using Pulumi;

namespace Sluice;

/// <summary>A condition on the path of a request.</summary>
public sealed class PathMatchArgs : ResourceArgs
{
    /// <summary><c>PathPrefix</c> (the default), <c>Exact</c> or <c>RegularExpression</c>.</summary>
    [Input("type")]
    public string? Type { get; set; }

    /// <summary>The path, prefix or expression.</summary>
    [Input("value", required: true)]
    public Input<string> Value { get; set; } = null!;
}
