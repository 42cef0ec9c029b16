using Pulumi;

namespace Sluice;

/// <summary>One thing done to a request or its response; exactly one member is set. <see cref="Filter"/> makes them.</summary>
public sealed class FilterArgs : ResourceArgs
{
    /// <summary>Changes headers on the way to the backend.</summary>
    [Input("requestHeaders")]
    public HeaderChangesArgs? RequestHeaders { get; set; }

    /// <summary>Changes headers on the way back.</summary>
    [Input("responseHeaders")]
    public HeaderChangesArgs? ResponseHeaders { get; set; }

    /// <summary>Answers with a redirect; the rule then has no backends.</summary>
    [Input("redirect")]
    public RedirectArgs? Redirect { get; set; }

    /// <summary>Changes host or path on the way to the backend.</summary>
    [Input("rewrite")]
    public RewriteArgs? Rewrite { get; set; }

    /// <summary>Sends copies of the requests to another backend.</summary>
    [Input("mirror")]
    public MirrorArgs? Mirror { get; set; }

    /// <summary>Answers browsers' questions about other origins.</summary>
    [Input("cors")]
    public CorsArgs? Cors { get; set; }

    /// <summary>A filter of the implementation's own.</summary>
    [Input("extension")]
    public ExtensionArgs? Extension { get; set; }
}
