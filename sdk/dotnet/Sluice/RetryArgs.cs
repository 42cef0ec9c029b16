using Pulumi;

namespace Sluice;

/// <summary>When a failed request is sent again. Part of the experimental channel of the Gateway API.</summary>
public sealed class RetryArgs : ResourceArgs
{
    /// <summary>How often to try again.</summary>
    [Input("attempts")]
    public Input<int>? Attempts { get; set; }

    /// <summary>Least pause between two tries, such as <c>100ms</c>.</summary>
    [Input("backoff")]
    public Input<string>? Backoff { get; set; }

    /// <summary>Status codes that are tried again, besides connections that fail.</summary>
    [Input("codes")]
    public InputList<int>? Codes { get; set; }
}
