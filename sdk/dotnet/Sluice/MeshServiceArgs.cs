using Pulumi;

namespace Sluice;

/// <summary>Arguments of <see cref="MeshService"/>.</summary>
public sealed class MeshServiceArgs : ResourceArgs
{
    /// <summary>The namespace of the Services; the provider's default if absent.</summary>
    [Input("namespace")]
    public Input<string>? Namespace { get; set; }

    /// <summary>Labels of the workload's pods, of all versions.</summary>
    [Input("selector")]
    public InputMap<string>? Selector { get; set; }

    /// <summary>The ports of the workload.</summary>
    [Input("ports")]
    public List<MeshPortArgs> Ports { get; set => field = value ?? []; } = [];

    /// <summary>The versions; routes name their Services as backends.</summary>
    [Input("versions")]
    public List<MeshVersionArgs> Versions { get; set => field = value ?? []; } = [];
}
