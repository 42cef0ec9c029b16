using Pulumi;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice;

/// <summary>Arguments of <see cref="UdpForward"/>.</summary>
public sealed class UdpForwardArgs : ResourceArgs
{
    private Action<UDPRouteArgs>? _transform;

    /// <summary>The route's namespace; the parent's if absent.</summary>
    [Input("namespace")]
    public Input<string>? Namespace { get; set; }

    /// <summary>What the route attaches to.</summary>
    [Input("parent")]
    public ParentArgs? Parent { get; set; }

    /// <summary>Further parents of the same route.</summary>
    [Input("parents")]
    public List<ParentArgs> Parents { get; set => field = value ?? []; } = [];

    /// <summary>Services that share the datagrams by weight.</summary>
    [Input("backends")]
    public List<BackendArgs> Backends { get; set => field = value ?? []; } = [];

    /// <summary>Labels of the route object.</summary>
    [Input("labels")]
    public InputMap<string>? Labels { get; set; }

    /// <summary>Annotations of the route object.</summary>
    [Input("annotations")]
    public InputMap<string>? Annotations { get; set; }

    /// <summary>True to not wait until the parents accept the route.</summary>
    [Input("skipAwait")]
    public bool? SkipAwait { get; set; }

    /// <summary>Changes the manifest before it is declared, for what these arguments cannot say.</summary>
    /// <param name="change">Gets the complete manifest.</param>
    /// <returns>These arguments.</returns>
    public UdpForwardArgs Transform(Action<UDPRouteArgs> change)
    {
        _transform += change;
        return this;
    }

    internal UDPRouteArgs Transformed(UDPRouteArgs route)
    {
        _transform?.Invoke(route);
        return route;
    }
}
