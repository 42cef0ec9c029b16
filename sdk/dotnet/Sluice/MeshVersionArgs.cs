using Pulumi;

namespace Sluice;

/// <summary>One version of a workload.</summary>
public sealed class MeshVersionArgs : ResourceArgs
{
    /// <summary>The version's name, such as <c>v1</c>; its Service is called <c>&lt;service&gt;-&lt;version&gt;</c>.</summary>
    [Input("name", required: true)]
    public string Name { get; set; } = "";

    /// <summary>Labels that only this version's pods have, besides those of the workload; <c>version: &lt;name&gt;</c> if absent.</summary>
    [Input("labels")]
    public InputMap<string>? Labels { get; set; }
}
