using Pulumi;

namespace Sluice;

/// <summary>An answer that sends the client elsewhere. What is absent stays as in the request.</summary>
public sealed class RedirectArgs : ResourceArgs
{
    /// <summary><c>http</c> or <c>https</c>.</summary>
    [Input("scheme")]
    public Input<string>? Scheme { get; set; }

    /// <summary>The new host.</summary>
    [Input("hostname")]
    public Input<string>? Hostname { get; set; }

    /// <summary>The new port.</summary>
    [Input("port")]
    public Input<int>? Port { get; set; }

    /// <summary>301, 302 (the default), 303, 307 or 308.</summary>
    [Input("statusCode")]
    public Input<int>? StatusCode { get; set; }

    /// <summary>A path in place of the whole path.</summary>
    [Input("path")]
    public Input<string>? Path { get; set; }

    /// <summary>A path in place of the matched prefix.</summary>
    [Input("pathPrefix")]
    public Input<string>? PathPrefix { get; set; }
}
