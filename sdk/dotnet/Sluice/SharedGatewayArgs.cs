using Pulumi;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice;

/// <summary>Arguments of <see cref="SharedGateway"/>.</summary>
public sealed class SharedGatewayArgs : ResourceArgs
{
    private Action<GatewayArgs>? _transform;

    /// <summary>The gateway's namespace; the provider's default if absent.</summary>
    [Input("namespace")]
    public Input<string>? Namespace { get; set; }

    /// <summary>The GatewayClass; <c>sluice</c> if absent.</summary>
    [Input("className")]
    public Input<string>? ClassName { get; set; }

    /// <summary>The ports the gateway listens on.</summary>
    [Input("listeners")]
    public List<ListenerArgs> Listeners { get; set => field = value ?? []; } = [];

    /// <summary>Addresses to ask for; any if there is none.</summary>
    [Input("addresses")]
    public List<GatewayAddressArgs> Addresses { get; set => field = value ?? []; } = [];

    /// <summary>Labels of the Gateway object.</summary>
    [Input("labels")]
    public InputMap<string>? Labels { get; set; }

    /// <summary>Annotations of the Gateway object.</summary>
    [Input("annotations")]
    public InputMap<string>? Annotations { get; set; }

    /// <summary>Labels for everything made for the gateway: its Deployment, Service and pods.</summary>
    [Input("infrastructureLabels")]
    public InputMap<string>? InfrastructureLabels { get; set; }

    /// <summary>Annotations for everything made for the gateway.</summary>
    [Input("infrastructureAnnotations")]
    public InputMap<string>? InfrastructureAnnotations { get; set; }

    /// <summary>An object in the gateway's namespace with further settings of the implementation.</summary>
    [Input("parameters")]
    public ExtensionArgs? Parameters { get; set; }

    /// <summary>Type of the gateway's Service: <c>LoadBalancer</c> (the default), <c>NodePort</c> or <c>ClusterIP</c>.</summary>
    [Input("serviceType")]
    public Input<string>? ServiceType { get; set; }

    /// <summary>How that Service treats traffic from outside: <c>Cluster</c> (the default) or <c>Local</c>, which keeps client addresses.</summary>
    [Input("externalTrafficPolicy")]
    public Input<string>? ExternalTrafficPolicy { get; set; }

    /// <summary>Number of proxies; 1 if absent. Not together with <see cref="Autoscaling"/>.</summary>
    [Input("replicas")]
    public Input<int>? Replicas { get; set; }

    /// <summary>Lets the number of proxies follow their load.</summary>
    [Input("autoscaling")]
    public AutoscalingArgs? Autoscaling { get; set; }

    /// <summary>Namespaces whose listener sets may add listeners: <c>None</c> (the default), <c>Same</c> or <c>All</c>.</summary>
    [Input("listenerSetsFrom")]
    public string? ListenerSetsFrom { get; set; }

    /// <summary>True to not wait until the gateway is programmed.</summary>
    [Input("skipAwait")]
    public bool? SkipAwait { get; set; }

    /// <summary>Changes the manifest before it is declared, for what these arguments cannot say.</summary>
    /// <param name="change">Gets the complete manifest.</param>
    /// <returns>These arguments.</returns>
    public SharedGatewayArgs Transform(Action<GatewayArgs> change)
    {
        _transform += change;
        return this;
    }

    internal GatewayArgs Transformed(GatewayArgs gateway)
    {
        _transform?.Invoke(gateway);
        return gateway;
    }
}
