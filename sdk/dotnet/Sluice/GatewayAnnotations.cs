namespace Sluice;

/// <summary>Annotations of a Gateway that Sluice's controller reads when it makes the gateway's Deployment and Service.</summary>
public static class GatewayAnnotations
{
    /// <summary>Type of the Service: <c>LoadBalancer</c>, <c>NodePort</c> or <c>ClusterIP</c>.</summary>
    public const string ServiceType = "sluice.dev/service-type";

    /// <summary>How the Service treats traffic from outside: <c>Cluster</c> or <c>Local</c>.</summary>
    public const string ExternalTrafficPolicy = "sluice.dev/external-traffic-policy";

    /// <summary>Number of proxies.</summary>
    public const string Replicas = "sluice.dev/replicas";

    /// <summary>Least and greatest number of proxies, and the processor use that adds one: <c>2-10@75</c>.</summary>
    public const string Autoscaling = "sluice.dev/autoscaling";
}
