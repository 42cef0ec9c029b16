using Pulumi;

namespace Sluice;

/// <summary>Requests with a mark of their own go to one version, whatever the canary's weight.</summary>
public sealed class PinArgs : ResourceArgs
{
    /// <summary>Headers the request must have; all of them.</summary>
    [Input("headers")]
    public List<ValueMatchArgs> Headers { get; set => field = value ?? []; } = [];

    /// <summary>Query parameters the request must have; all of them. Not for gRPC.</summary>
    [Input("queryParams")]
    public List<ValueMatchArgs> QueryParams { get; set => field = value ?? []; } = [];

    /// <summary>The HTTP method the request must have. Not for gRPC.</summary>
    [Input("method")]
    public Input<string>? Method { get; set; }

    /// <summary>Where such requests go.</summary>
    [Input("backend", required: true)]
    public BackendArgs Backend { get; set; } = null!;
}
