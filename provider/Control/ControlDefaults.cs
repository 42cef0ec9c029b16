namespace Sluice.Control;

/// <summary>Names and numbers of the control plane.</summary>
public static class ControlDefaults
{
    public const string ControllerName = "sluice.dev/gateway-controller";

    /// <summary>Class whose gateways nobody deploys a proxy for but their owner.</summary>
    public const string UnmanagedClassName = "sluice-unmanaged";

    public const string ControlNamespace = "sluice-system";

    /// <summary>Name of control's Service, ServiceAccount and Deployment.</summary>
    public const string ControlName = "sluice-control";

    /// <summary>What the mesh proxies follow where others follow a Gateway: <c>namespace/:mesh</c> with control's namespace.</summary>
    public const string MeshPlane = Translation.Mesh.MeshNames.Plane;

    public const string LeaseName = "sluice-control-leader";

    public const string CaSecretName = "sluice-control-ca";

    /// <summary>Field manager of everything control applies.</summary>
    public const string FieldManager = "sluice-control";

    /// <summary>Field manager of the number of proxies while an autoscaler decides it.</summary>
    public const string AutoscaledFieldManager = "sluice-control-autoscaled";

    public const int ConfigStreamPort = 15010;

    /// <summary>Health, metrics and debug pages of control.</summary>
    public const int ControlHealthPort = 15020;

    /// <summary>Health, metrics and debug pages of a proxy.</summary>
    public const int ProxyHealthPort = 15021;

    public const string TokenAudience = "sluice-control";

    public const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";

    public const string GatewayClassNameLabel = "gateway.networking.k8s.io/gateway-class-name";

    public const string ManagedByLabel = "app.kubernetes.io/managed-by";

    public const string ManagedBy = "sluice-control";

    /// <summary>LoadBalancer (default), NodePort or ClusterIP; an annotation of a Gateway or of its infrastructure.</summary>
    public const string ServiceTypeAnnotation = "sluice.dev/service-type";

    /// <summary>Number of proxies; an annotation of a Gateway or of its infrastructure.</summary>
    public const string ReplicasAnnotation = "sluice.dev/replicas";

    /// <summary><c>min-max</c> or <c>min-max@percent</c> of CPU: proxies are scaled by a HorizontalPodAutoscaler between the two.</summary>
    public const string AutoscalingAnnotation = "sluice.dev/autoscaling";

    /// <summary>Cluster (default) or Local.</summary>
    public const string ExternalTrafficPolicyAnnotation = "sluice.dev/external-traffic-policy";

    /// <summary><c>true</c> where every connection begins with a PROXY protocol header.</summary>
    public const string ProxyProtocolAnnotation = "sluice.dev/proxy-protocol";

    /// <summary>Number of proxies in front whose X-Forwarded-* are believed, 0 (default) to 16.</summary>
    public const string TrustedHopsAnnotation = "sluice.dev/trusted-hops";

    /// <summary>text (default), json or none.</summary>
    public const string AccessLogAnnotation = "sluice.dev/access-log";

    /// <summary>On a GatewayClass: <c>manual</c> where its gateways' owners run the proxies themselves.</summary>
    public const string DeploymentAnnotation = "sluice.dev/deployment";

    /// <summary>How long changes are collected before they are translated together.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(5);

    /// <summary>A proxy that has been behind for longer no longer holds a Gateway's Programmed condition back.</summary>
    public static readonly TimeSpan MaxProxyLag = TimeSpan.FromSeconds(10);
}
