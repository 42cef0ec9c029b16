namespace Sluice.GatewayApi.Core;

/// <summary>A stable name and address for a set of pods.</summary>
[KubernetesKind("", "Service", Versions = ["v1"], StorageVersion = "v1", Plural = "services", Namespaced = true, ShortNames = ["svc"], HasStatus = true)]
public sealed class Service() : KubernetesObject("v1", "Service")
{
    /// <summary>What is wanted.</summary>
    public ServiceSpec? Spec { get; set; }

    /// <summary>What controllers report.</summary>
    public ServiceStatus? Status { get; set; }
}

/// <summary>Selection, ports and type of a Service.</summary>
public sealed class ServiceSpec : SchemaObject
{
    /// <summary>ClusterIP (default), NodePort, LoadBalancer or ExternalName.</summary>
    public string? Type { get; set; }

    /// <summary>Labels of the pods behind it; null where somebody else makes the endpoints.</summary>
    public IDictionary<string, string>? Selector { get; set; }

    /// <summary>The ports.</summary>
    public IList<ServicePort>? Ports { get; set; }

    /// <summary>Virtual address; None for a headless Service.</summary>
    public string? ClusterIP { get; set; }

    /// <summary>Virtual addresses, one per family.</summary>
    public IList<string>? ClusterIPs { get; set; }

    /// <summary>IPv4, IPv6.</summary>
    public IList<string>? IpFamilies { get; set; }

    /// <summary>SingleStack (default), PreferDualStack or RequireDualStack.</summary>
    public string? IpFamilyPolicy { get; set; }

    /// <summary>DNS name of an ExternalName Service.</summary>
    public string? ExternalName { get; set; }

    /// <summary>Address asked for of the load balancer.</summary>
    public string? LoadBalancerIP { get; set; }

    /// <summary>Cluster or Local.</summary>
    public string? ExternalTrafficPolicy { get; set; }

    /// <summary>Cluster (default) or Local, where clients inside the cluster only get to endpoints of their own node.</summary>
    public string? InternalTrafficPolicy { get; set; }

    /// <summary>True where endpoints count that are not ready.</summary>
    public bool? PublishNotReadyAddresses { get; set; }
}

/// <summary>A port of a Service.</summary>
public sealed class ServicePort : SchemaObject
{
    /// <summary>Name, unique in the Service; needed where there are several.</summary>
    public string? Name { get; set; }

    /// <summary>Port of the Service.</summary>
    public int? Port { get; set; }

    /// <summary>Port number or name on the pods; null for the same number.</summary>
    public IntOrString? TargetPort { get; set; }

    /// <summary>TCP (default), UDP or SCTP.</summary>
    public string? Protocol { get; set; }

    /// <summary>What is spoken, for example <c>kubernetes.io/h2c</c>.</summary>
    public string? AppProtocol { get; set; }

    /// <summary>Port on every node.</summary>
    public int? NodePort { get; set; }
}

/// <summary>State of a Service.</summary>
public sealed class ServiceStatus : SchemaObject
{
    /// <summary>Addresses of the load balancer.</summary>
    public LoadBalancerStatus? LoadBalancer { get; set; }
}

/// <summary>Addresses of a load balancer.</summary>
public sealed class LoadBalancerStatus : SchemaObject
{
    /// <summary>The addresses.</summary>
    public IList<LoadBalancerIngress>? Ingress { get; set; }
}

/// <summary>An address of a load balancer.</summary>
public sealed class LoadBalancerIngress : SchemaObject
{
    /// <summary>IP address.</summary>
    public string? Ip { get; set; }

    /// <summary>DNS name.</summary>
    public string? Hostname { get; set; }

    /// <summary>What is known of single ports.</summary>
    public IList<LoadBalancerPort>? Ports { get; set; }
}

/// <summary>The state of one port of a load balancer.</summary>
public sealed class LoadBalancerPort : SchemaObject
{
    /// <summary>The Service's port.</summary>
    public int? Port { get; set; }

    /// <summary>TCP, UDP or SCTP.</summary>
    public string? Protocol { get; set; }

    /// <summary>Why the port is not served, as a reason in CamelCase; null if it is.</summary>
    public string? Error { get; set; }
}
