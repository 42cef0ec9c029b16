using Pulumi;

namespace Sluice;

/// <summary>Lets the number of a gateway's proxies follow their load.</summary>
public sealed class AutoscalingArgs : ResourceArgs
{
    /// <summary>Least number of proxies.</summary>
    [Input("minReplicas", required: true)]
    public Input<int> MinReplicas { get; set; } = null!;

    /// <summary>Greatest number of proxies.</summary>
    [Input("maxReplicas", required: true)]
    public Input<int> MaxReplicas { get; set; } = null!;

    /// <summary>Processor use, in percent of the request, at which proxies are added; 80 if absent.</summary>
    [Input("cpuPercent")]
    public Input<int>? CpuPercent { get; set; }
}
