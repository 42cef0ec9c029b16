using System.Collections.Immutable;
using System.Globalization;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Routing.Model;
using Sluice.Translation.Backends;
using Sluice.Translation.Gateways;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;
using Sluice.Translation.Status;

namespace Sluice.Translation.Mesh;

/// <summary>Finds the Services of the mesh and reads their ports as listeners.</summary>
internal static class MeshReader
{
    private static readonly ImmutableArray<string> ByteKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"];
    private static readonly ImmutableArray<string> DatagramKinds = ["UDPRoute"];
    private static readonly GatewayListener NoSpec = new();

    public static MeshGraph Read(ClusterView view, TranslationOptions options, ClusterIndex index, RouteCells routes, MeshGraph last)
    {
        if (!view.Services.ContainsKey(options.MeshService))
        {
            return ReadOff(view, routes, last);
        }

        var plane = new ObjectKey(options.MeshService.Namespace, MeshNames.Plane);
        var services = new Dictionary<ObjectKey, MeshService>();
        foreach (var (key, service) in view.Services)
        {
            if (MeshNames.IsEnabled(service, view.Namespaces.GetValueOrDefault(new ObjectKey("", key.Namespace))) || index.Slices(key).HasCapture)
            {
                Add(key);
            }
        }

        foreach (var key in routes.Ordered.SelectMany(cell => cell.Input.ServiceParents))
        {
            Add(key);
        }

        var changed = Maps.Change(last.Services, services);
        return last.IsOn && last.Plane == plane && ReferenceEquals(changed, last.Services) ? last : new MeshGraph(plane, true, changed);

        void Add(ObjectKey key)
        {
            if (!services.ContainsKey(key))
            {
                services[key] = Read(key, plane, view, index, last.Services.GetValueOrDefault(key));
            }
        }
    }

    /// <summary>Services that ask for the mesh while there is none; a Service that does not may be another mesh's business.</summary>
    private static MeshGraph ReadOff(ClusterView view, RouteCells routes, MeshGraph last)
    {
        var services = new Dictionary<ObjectKey, MeshService>();
        foreach (var key in routes.Ordered.SelectMany(cell => cell.Input.ServiceParents))
        {
            if (view.Services.GetValueOrDefault(key) is { } service && MeshNames.IsEnabled(service, view.Namespaces.GetValueOrDefault(new ObjectKey("", key.Namespace))))
            {
                services[key] = !last.IsOn && last.Services.TryGetValue(key, out var known) ? known : new MeshService
                {
                    Key = key,
                    Source = service,
                    Fault = (Reasons.NoMatchingParent, Conditions.MeshIsOff(key)),
                    IsCaptured = false,
                    Listeners = [],
                    Origin = (null, EndpointSliceSet.Empty, null, true),
                };
            }
        }

        if (services.Count == 0)
        {
            return MeshGraph.Off;
        }

        var changed = Maps.Change(last.Services, services);
        return !last.IsOn && ReferenceEquals(changed, last.Services) ? last : new MeshGraph(default, false, changed);
    }

    private static MeshService Read(ObjectKey key, ObjectKey plane, ClusterView view, ClusterIndex index, MeshService? last)
    {
        var service = view.Services.GetValueOrDefault(key);
        var shadow = view.Services.GetValueOrDefault(MeshNames.Shadow(key));
        var slices = index.Slices(key);
        var isEnabled = service is not null && MeshNames.IsEnabled(service, view.Namespaces.GetValueOrDefault(new ObjectKey("", key.Namespace)));
        var origin = ((object?)service, (object)slices, (object?)shadow, isEnabled);
        if (last is not null && IsSame(last.Origin, origin))
        {
            return last;
        }

        var listeners = service?.Spec?.Ports is { } ports && service.Spec is { Type: not "ExternalName", ClusterIP: not "None" }
            ? ports.Where(port => port.Protocol is null or "TCP" or "UDP").Select(port => Listener(key, plane, port, slices)).ToImmutableArray()
            : [];
        return new MeshService
        {
            Key = key,
            Source = service,
            Fault = Fault(key, service, shadow, isEnabled),
            IsCaptured = slices.IsCaptured && !slices.IsOpen && service?.Spec?.Selector is null or { Count: 0 },
            Listeners = listeners,
            Origin = origin,
        };
    }

    private static bool IsSame((object? Service, object Slices, object? Shadow, bool Enabled) a, (object? Service, object Slices, object? Shadow, bool Enabled) b) =>
        ReferenceEquals(a.Service, b.Service) && ReferenceEquals(a.Slices, b.Slices) && ReferenceEquals(a.Shadow, b.Shadow) && a.Enabled == b.Enabled;

    private static (string Reason, string Message)? Fault(ObjectKey key, Service? service, Service? shadow, bool isEnabled)
    {
        if (service is null)
        {
            return (Reasons.NoMatchingParent, Conditions.NotFound("Service", key));
        }

        if (MeshNames.Obstacle(service, shadow) is { } obstacle)
        {
            return (Reasons.UnsupportedValue, Conditions.NotCapturable(key, obstacle));
        }

        return isEnabled ? null : (Reasons.NoMatchingParent, Conditions.NotInMesh(key));
    }

    private static ListenerState Listener(ObjectKey service, ObjectKey plane, ServicePort port, EndpointSliceSet slices)
    {
        var isUdp = port.Protocol == "UDP";
        var number = port.Port ?? 0;
        var shadow = MeshNames.Shadow(service);
        BackendUse? Use(Speech speech) => new() { UnitName = new BackendTarget(shadow, number, speech).UnitName, Target = new BackendTarget(shadow, number, speech), Speech = speech };
        return new ListenerState
        {
            Owner = new ListenerOwner("Service", service),
            Gateway = plane,
            Spec = NoSpec,
            Name = string.IsNullOrEmpty(port.Name) ? number.ToString(CultureInfo.InvariantCulture) : port.Name,
            Port = number,
            Protocol = isUdp ? ListenerProtocol.Udp : ListenerProtocol.Mesh,
            Hostname = "",
            SupportedKinds = isUdp ? DatagramKinds : ByteKinds,
            InvalidKinds = [],
            Capture = new PortCapture(
                CapturePort(slices, port),
                isUdp ? null : Use(Speech.Http1),
                isUdp ? null : Use(Speech.Http2),
                Use(isUdp ? Speech.Udp : Speech.Tcp)!),
        };
    }

    private static int? CapturePort(EndpointSliceSet slices, ServicePort port) => slices.Slices.Where(MeshNames.IsCapture)
        .SelectMany(slice => slice.Ports ?? [])
        .FirstOrDefault(candidate => (candidate.Name ?? "") == (port.Name ?? "") && (candidate.Protocol ?? "TCP") == (port.Protocol ?? "TCP"))?.Port;
}
