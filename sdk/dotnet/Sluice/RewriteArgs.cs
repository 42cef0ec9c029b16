using Pulumi;

namespace Sluice;

/// <summary>A change of the request's host or path on its way to the backend.</summary>
public sealed class RewriteArgs : ResourceArgs
{
    /// <summary>The host the backend sees.</summary>
    [Input("hostname")]
    public Input<string>? Hostname { get; set; }

    /// <summary>A path in place of the whole path.</summary>
    [Input("path")]
    public Input<string>? Path { get; set; }

    /// <summary>A path in place of the matched prefix.</summary>
    [Input("pathPrefix")]
    public Input<string>? PathPrefix { get; set; }
}
