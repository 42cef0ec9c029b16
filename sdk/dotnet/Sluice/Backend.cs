using Pulumi;

namespace Sluice;

/// <summary>Ways to name a backend.</summary>
public static class Backend
{
    /// <summary>A port of a Service.</summary>
    /// <param name="name">The Service's name.</param>
    /// <param name="port">The Service's port.</param>
    /// <param name="namespace">The Service's namespace, if it is not the route's; a ReferenceGrant is then made there.</param>
    /// <param name="weight">Share of the traffic, relative to the rule's other backends.</param>
    public static BackendArgs Service(Input<string> name, Input<int> port, string? @namespace = null, Input<int>? weight = null) =>
        new() { Name = name, Port = port, Namespace = @namespace, Weight = weight };

    /// <summary>A port of a Service of this program; the route is made after the Service is ready.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="port">The Service's port.</param>
    /// <param name="weight">Share of the traffic, relative to the rule's other backends.</param>
    public static BackendArgs Service(Pulumi.Kubernetes.Core.V1.Service service, Input<int> port, Input<int>? weight = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new() { Name = service.Metadata.Apply(metadata => metadata.Name), Port = port, Weight = weight };
    }
}
