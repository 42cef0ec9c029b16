namespace Sluice.GatewayApi.Core;

/// <summary>A part of the endpoints of a Service.</summary>
[KubernetesKind("discovery.k8s.io", "EndpointSlice", Versions = ["v1"], StorageVersion = "v1", Plural = "endpointslices", Namespaced = true)]
public sealed class EndpointSlice() : KubernetesObject("discovery.k8s.io/v1", "EndpointSlice")
{
    /// <summary>IPv4, IPv6 or FQDN.</summary>
    public string? AddressType { get; set; }

    /// <summary>The endpoints.</summary>
    public IList<Endpoint>? Endpoints { get; set; }

    /// <summary>The ports that every endpoint has.</summary>
    public IList<EndpointPort>? Ports { get; set; }
}

/// <summary>An endpoint.</summary>
public sealed class Endpoint : SchemaObject
{
    /// <summary>Addresses; the first counts.</summary>
    public IList<string>? Addresses { get; set; }

    /// <summary>Readiness.</summary>
    public EndpointConditions? Conditions { get; set; }

    /// <summary>Host name of a pod that has one.</summary>
    public string? Hostname { get; set; }

    /// <summary>What stands behind the endpoint, usually a Pod.</summary>
    public EndpointTarget? TargetRef { get; set; }

    /// <summary>Node that it runs on.</summary>
    public string? NodeName { get; set; }

    /// <summary>Zone that it runs in.</summary>
    public string? Zone { get; set; }
}

/// <summary>Readiness of an endpoint; null stands for unknown.</summary>
public sealed class EndpointConditions : SchemaObject
{
    /// <summary>Takes new traffic; null counts as true.</summary>
    public bool? Ready { get; set; }

    /// <summary>Can answer, even while it terminates; null counts as true.</summary>
    public bool? Serving { get; set; }

    /// <summary>Is on its way out; null counts as false.</summary>
    public bool? Terminating { get; set; }
}

/// <summary>A port of the endpoints.</summary>
public sealed class EndpointPort : SchemaObject
{
    /// <summary>Name, the same as that of the Service port.</summary>
    public string? Name { get; set; }

    /// <summary>Port number; null for every port.</summary>
    public int? Port { get; set; }

    /// <summary>TCP (default), UDP or SCTP.</summary>
    public string? Protocol { get; set; }

    /// <summary>What is spoken.</summary>
    public string? AppProtocol { get; set; }
}

/// <summary>Refers to what stands behind an endpoint.</summary>
public sealed class EndpointTarget : SchemaObject
{
    /// <summary>Kind of the object.</summary>
    public string? Kind { get; set; }

    /// <summary>Name of the object.</summary>
    public string? Name { get; set; }

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; set; }

    /// <summary>Identity of the object.</summary>
    public string? Uid { get; set; }
}
