using Pulumi;

namespace Sluice;

/// <summary>A header and its value.</summary>
public sealed class HeaderArgs : ResourceArgs
{
    /// <summary>An empty header, to be filled by an initializer.</summary>
    public HeaderArgs()
    {
    }

    /// <summary>A header and its value.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value.</param>
    public HeaderArgs(Input<string> name, Input<string> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The header's name.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    /// <summary>The header's value.</summary>
    [Input("value", required: true)]
    public Input<string> Value { get; set; } = null!;
}
