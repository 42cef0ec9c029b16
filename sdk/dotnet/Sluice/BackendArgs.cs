using Pulumi;

namespace Sluice;

/// <summary>Where requests go: usually a port of a Service.</summary>
public sealed class BackendArgs : ResourceArgs
{
    /// <summary>API group of the backend; empty for Services.</summary>
    [Input("group")]
    public string? Group { get; set; }

    /// <summary>Kind of the backend; <c>Service</c> if absent.</summary>
    [Input("kind")]
    public string? Kind { get; set; }

    /// <summary>The backend's name.</summary>
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    /// <summary>
    /// The backend's namespace, if it is not the route's. It is a plain value because it decides whether a ReferenceGrant is made there.
    /// </summary>
    [Input("namespace")]
    public string? Namespace { get; set; }

    /// <summary>The port of the Service, not of its pods.</summary>
    [Input("port")]
    public Input<int>? Port { get; set; }

    /// <summary>Share of the traffic, relative to the other backends of the rule; 1 if absent, 0 for none.</summary>
    [Input("weight")]
    public Input<int>? Weight { get; set; }

    /// <summary>Changes to the requests that go to this backend only.</summary>
    [Input("filters")]
    public List<FilterArgs> Filters { get; set => field = value ?? []; } = [];

    /// <summary>False if the backend's owners grant the reference themselves; true if absent.</summary>
    [Input("grant")]
    public bool? Grant { get; set; }
}
