using Pulumi;

namespace Sluice;

/// <summary>Which web pages of other origins may call the route.</summary>
public sealed class CorsArgs : ResourceArgs
{
    /// <summary>Origins such as <c>https://shop.example.com</c>, or <c>*</c>.</summary>
    [Input("allowOrigins")]
    public InputList<string>? AllowOrigins { get; set; }

    /// <summary>Methods a page may use.</summary>
    [Input("allowMethods")]
    public InputList<string>? AllowMethods { get; set; }

    /// <summary>Request headers a page may send.</summary>
    [Input("allowHeaders")]
    public InputList<string>? AllowHeaders { get; set; }

    /// <summary>Response headers a page may read.</summary>
    [Input("exposeHeaders")]
    public InputList<string>? ExposeHeaders { get; set; }

    /// <summary>True if a page may send cookies and credentials.</summary>
    [Input("allowCredentials")]
    public Input<bool>? AllowCredentials { get; set; }

    /// <summary>Seconds a browser may remember the answer; 5 if absent.</summary>
    [Input("maxAge")]
    public Input<int>? MaxAge { get; set; }
}
