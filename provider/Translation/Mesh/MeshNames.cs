using System.Security.Cryptography;
using System.Text;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;

namespace Sluice.Translation.Mesh;

/// <summary>Names by which the mesh is switched on and found again; control writes what translation reads.</summary>
public static class MeshNames
{
    /// <summary>Label of a Service or its Namespace: <see cref="Enabled"/> or <see cref="Disabled"/>; the Service's own wins.</summary>
    public const string Label = "sluice.dev/mesh";

    public const string Enabled = "enabled";

    public const string Disabled = "disabled";

    /// <summary>Name of the mesh proxies' Deployment, Service, ServiceAccount and ConfigMap in control's namespace. The mesh is on while the Service is there.</summary>
    public const string Proxies = "sluice-mesh";

    /// <summary>Name that stands for the mesh where Gateways have theirs; no object can have it.</summary>
    public const string Plane = ":mesh";

    /// <summary>Value of <c>endpointslice.kubernetes.io/managed-by</c> on the slices that lead to the mesh proxies.</summary>
    public const string SliceManager = "mesh.sluice.dev";

    /// <summary>The same on the slices of a captured Service that lead to its pods, while no mesh proxy is ready.</summary>
    public const string OpenSliceManager = "open.mesh.sluice.dev";

    /// <summary>On a captured Service: the selector that it had, as JSON.</summary>
    public const string SelectorAnnotation = "sluice.dev/mesh-selector";

    public const int FirstCapturePort = 20000;

    public const int LastCapturePort = 29999;

    internal const string ServiceNameLabel = "kubernetes.io/service-name";

    internal const string SliceManagerLabel = "endpointslice.kubernetes.io/managed-by";

    private const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";
    private const string ShadowSuffix = "-sluice";
    private const int MaxName = 63;
    private const int HashLength = 8;

    /// <summary>The headless Service that has the original selector: <c>name-sluice</c>; a name too long for that is cut and gets a hash.</summary>
    public static string Shadow(string service)
    {
        if (service.Length + ShadowSuffix.Length <= MaxName)
        {
            return service + ShadowSuffix;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(service)))[..HashLength];
        return $"{service[..(MaxName - ShadowSuffix.Length - HashLength - 1)].TrimEnd('-')}-{hash}{ShadowSuffix}";
    }

    private static string? ManagerOf(EndpointSlice slice) => slice.Metadata?.Labels is { } labels && labels.TryGetValue(SliceManagerLabel, out var manager) ? manager : null;

    public static ObjectKey Shadow(ObjectKey service) => service with { Name = Shadow(service.Name) };

    /// <summary>Whether a Service takes part in the mesh by its label or its Namespace's.</summary>
    public static bool IsEnabled(Service service, Namespace? home) =>
        (LabelOf(service) ?? LabelOf(home)) == Enabled;

    /// <summary>Whether a slice leads to the mesh proxies.</summary>
    public static bool IsCapture(EndpointSlice slice) => ManagerOf(slice) == SliceManager;

    /// <summary>Whether a slice of a captured Service leads past the mesh proxies, because none is ready.</summary>
    public static bool IsOpen(EndpointSlice slice) => ManagerOf(slice) == OpenSliceManager;

    /// <summary>Why a Service can't be captured; null where it can.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="shadow">Its shadow; null where there is none yet.</param>
    public static string? Obstacle(Service service, Service? shadow) => service.Metadata?.Labels?.ContainsKey(GatewayNameLabel) == true
        ? "it leads to the proxies of a Gateway"
        : ObstacleOf(service, shadow);

    private static string? ObstacleOf(Service service, Service? shadow) => service.Spec switch
    {
        { Type: "ExternalName" } => "it is of type ExternalName",
        { ClusterIP: "None" } => "it is headless, so clients reach its pods directly",
        { Ports: null or { Count: 0 } } or null => "it has no ports",
        { Ports: { } ports } when ports.Any(port => port.Protocol == "SCTP") => "it has an SCTP port",
        { InternalTrafficPolicy: "Local" } => "its internalTrafficPolicy is Local, and not every node has a mesh proxy",
        { Selector: null or { Count: 0 } } when shadow?.Spec?.ClusterIP != "None" => $"it has no selector and no headless Service {Shadow(service.Metadata?.Name ?? "")} stands for it",
        { Selector.Count: > 0 } when shadow is not null && !IsOurs(shadow) => $"a Service {Shadow(service.Metadata?.Name ?? "")} of somebody else stands where its shadow would",
        _ => null,
    };

    /// <summary>Whether control made a Service or slice.</summary>
    public static bool IsOurs(KubernetesObject item) => item.Metadata?.Labels is { } labels && labels.TryGetValue("app.kubernetes.io/managed-by", out var manager) && manager == "sluice-control";

    private static string? LabelOf(KubernetesObject? item) => item?.Metadata?.Labels is { } labels && labels.TryGetValue(Label, out var value) ? value : null;
}
