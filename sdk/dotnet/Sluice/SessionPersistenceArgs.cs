using Pulumi;

namespace Sluice;

/// <summary>Keeps a client at the backend it first reached. Part of the experimental channel of the Gateway API.</summary>
public sealed class SessionPersistenceArgs : ResourceArgs
{
    /// <summary><c>Cookie</c> (the default) or <c>Header</c>.</summary>
    [Input("type")]
    public Input<string>? Type { get; set; }

    /// <summary>Name of the cookie or header.</summary>
    [Input("sessionName")]
    public Input<string>? SessionName { get; set; }

    /// <summary>The session ends after this time, such as <c>1h</c>.</summary>
    [Input("absoluteTimeout")]
    public Input<string>? AbsoluteTimeout { get; set; }

    /// <summary><c>Session</c> (the default) or <c>Permanent</c>; the latter needs an absolute timeout.</summary>
    [Input("cookieLifetime")]
    public Input<string>? CookieLifetime { get; set; }
}
