namespace Sluice;

/// <summary>Annotations of a Gateway that Sluice's controller reads when it makes the gateway's Deployment and Service.</summary>
public static class GatewayAnnotations
{
    /// <summary>Type of the Service: <c>LoadBalancer</c>, <c>NodePort</c> or <c>ClusterIP</c>.</summary>
    public const string ServiceType = "sluice.dev/service-type";

    /// <summary>Number of proxies.</summary>
    public const string Replicas = "sluice.dev/replicas";

    /// <summary>Least number of proxies under autoscaling.</summary>
    public const string MinReplicas = "sluice.dev/min-replicas";

    /// <summary>Greatest number of proxies under autoscaling.</summary>
    public const string MaxReplicas = "sluice.dev/max-replicas";

    /// <summary>Processor use, in percent of the request, at which proxies are added.</summary>
    public const string CpuPercent = "sluice.dev/cpu-percent";
}
