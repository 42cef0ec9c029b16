using Pulumi;

namespace Sluice;

/// <summary>A condition on the service and method of a gRPC call; at least one of them is set.</summary>
public sealed class GrpcMethodArgs : ResourceArgs
{
    /// <summary>The service with its package, such as <c>shop.v1.Orders</c>; any if absent.</summary>
    [Input("service")]
    public Input<string>? Service { get; set; }

    /// <summary>The method, such as <c>Place</c>; any if absent.</summary>
    [Input("method")]
    public Input<string>? Method { get; set; }

    /// <summary><c>Exact</c> (the default) or <c>RegularExpression</c>.</summary>
    [Input("type")]
    public string? Type { get; set; }
}
