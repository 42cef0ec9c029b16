using Pulumi;

namespace Sluice;

/// <summary>A filter of an implementation's own, as an object in the route's namespace.</summary>
public sealed class ExtensionArgs : ResourceArgs
{
    /// <summary>API group of the object.</summary>
    [Input("group", required: true)]
    public Input<string> Group { get; set; } = null!;

    /// <summary>Kind of the object.</summary>
    [Input("kind", required: true)]
    public Input<string> Kind { get; set; } = null!;

    /// <summary>Name of the object.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;
}
