using Pulumi;

namespace Sluice;

/// <summary>What a route attaches to: a gateway, a listener set, or, for traffic inside the cluster, a Service.</summary>
public sealed class ParentArgs : ResourceArgs
{
    /// <summary><c>Gateway</c> (the default), <c>ListenerSet</c> or <c>Service</c>.</summary>
    [Input("kind")]
    public Input<string>? Kind { get; set; }

    /// <summary>The parent's name.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    /// <summary>The parent's namespace; the route's own if absent.</summary>
    [Input("namespace")]
    public Input<string>? Namespace { get; set; }

    /// <summary>Only this listener; every listener that admits the route if absent.</summary>
    [Input("listener")]
    public Input<string>? Listener { get; set; }

    /// <summary>Only listeners (or the Service port) with this number.</summary>
    [Input("port")]
    public Input<int>? Port { get; set; }

    /// <summary>Attaches to the gateway a component or another stack names.</summary>
    /// <param name="reference">Usually <see cref="SharedGateway.Reference"/>.</param>
    public static implicit operator ParentArgs(Output<GatewayReference> reference) => Parent.Gateway(reference);

    /// <summary>Attaches to a gateway that is already known.</summary>
    /// <param name="reference">The gateway.</param>
    public static implicit operator ParentArgs(GatewayReference reference) => Parent.Gateway(Output.Create(reference));
}
