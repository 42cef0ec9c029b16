using Pulumi;

namespace Sluice;

/// <summary>Ways to name the parent of a route.</summary>
public static class Parent
{
    /// <summary>A gateway by reference.</summary>
    /// <param name="reference">Usually <see cref="SharedGateway.Reference"/>.</param>
    /// <param name="listener">Only this listener.</param>
    public static ParentArgs Gateway(Output<GatewayReference> reference, Input<string>? listener = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ParentArgs
        {
            Kind = reference.Apply(gateway => gateway.Kind),
            Name = reference.Apply(gateway => gateway.Name),
            Namespace = reference.Apply(gateway => gateway.Namespace),
            Listener = listener,
        };
    }

    /// <summary>A gateway by name.</summary>
    /// <param name="name">The gateway's name.</param>
    /// <param name="namespace">Its namespace; the route's own if absent.</param>
    /// <param name="listener">Only this listener.</param>
    public static ParentArgs Gateway(Input<string> name, Input<string>? @namespace = null, Input<string>? listener = null) =>
        new() { Name = name, Namespace = @namespace, Listener = listener };

    /// <summary>A listener set by name.</summary>
    /// <param name="name">The listener set's name.</param>
    /// <param name="namespace">Its namespace; the route's own if absent.</param>
    /// <param name="listener">Only this listener.</param>
    public static ParentArgs ListenerSet(Input<string> name, Input<string>? @namespace = null, Input<string>? listener = null) =>
        new() { Kind = Kinds.ListenerSet, Name = name, Namespace = @namespace, Listener = listener };

    /// <summary>A Service: the route then shapes what callers inside the cluster get when they call it.</summary>
    /// <param name="name">The Service's name.</param>
    /// <param name="port">Only this port of the Service.</param>
    /// <param name="namespace">Its namespace; the route's own if absent.</param>
    public static ParentArgs Service(Input<string> name, Input<int>? port = null, Input<string>? @namespace = null) =>
        new() { Kind = Kinds.Service, Name = name, Namespace = @namespace, Port = port };
}
