namespace Sluice;

/// <summary>Names that the platform, its controller and its proxies agree on.</summary>
public static class PlatformNames
{
    /// <summary>The platform's namespace.</summary>
    public const string Namespace = "sluice-system";

    /// <summary>The controller's Deployment, Service, ServiceAccount and roles.</summary>
    public const string Control = "sluice-control";

    /// <summary>The mesh proxies' Deployment, Service, ServiceAccount and roles.</summary>
    public const string Mesh = "sluice-mesh";

    /// <summary>
    /// Label of a Service, or of a Namespace for all of its Services: <c>enabled</c> takes it into the mesh, so that routes can name it as
    /// their parent; <c>disabled</c> keeps a Service of an enabled Namespace out.
    /// </summary>
    public const string MeshLabel = "sluice.dev/mesh";

    /// <summary>The class whose gateways get their proxies by themselves.</summary>
    public const string ManagedClass = "sluice";

    /// <summary>The class whose gateways are served by proxies somebody else runs.</summary>
    public const string UnmanagedClass = "sluice-unmanaged";

    /// <summary>How Gateway API objects name Sluice's controller.</summary>
    public const string ControllerName = "sluice.dev/gateway-controller";

    /// <summary>Image of the controller and the proxies, without its tag.</summary>
    public const string ImageRepository = "ghcr.io/sluice-dev/gateway";

    /// <summary>Port of the configuration stream.</summary>
    public const int StreamPort = 15010;

    /// <summary>Port of the controller's probes and metrics.</summary>
    public const int HealthPort = 15020;

    /// <summary>Port of the proxies' probes and metrics.</summary>
    public const int ProxyHealthPort = 15021;
}
