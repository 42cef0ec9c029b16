using Pulumi;

namespace Sluice;

/// <summary>A second backend that gets a copy of the requests; its answers are thrown away.</summary>
public sealed class MirrorArgs : ResourceArgs
{
    /// <summary>Who gets the copies.</summary>
    [Input("backend", required: true)]
    public BackendArgs Backend { get; set; } = null!;

    /// <summary>Share of the requests that is copied, in percent; all if absent.</summary>
    [Input("percent")]
    public Input<int>? Percent { get; set; }
}
