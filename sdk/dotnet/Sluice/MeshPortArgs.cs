using Pulumi;

namespace Sluice;

/// <summary>A port of a workload.</summary>
public sealed class MeshPortArgs : ResourceArgs
{
    /// <summary>The port's name; needed if there is more than one.</summary>
    [Input("name")]
    public string? Name { get; set; }

    /// <summary>The port callers use.</summary>
    [Input("port", required: true)]
    public Input<int> Port { get; set; } = null!;

    /// <summary>The port the pods listen on; the same if absent.</summary>
    [Input("targetPort")]
    public Input<int>? TargetPort { get; set; }

    /// <summary>What the port speaks, such as <c>kubernetes.io/h2c</c>.</summary>
    [Input("appProtocol")]
    public Input<string>? AppProtocol { get; set; }
}
