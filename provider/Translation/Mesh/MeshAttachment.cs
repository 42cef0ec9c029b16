using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation.Routes;
using Sluice.Translation.Status;

namespace Sluice.Translation.Mesh;

/// <summary>
/// Attaches a route to ports of a Service (GEP-1294): by port and name, then kind. In the Service's namespace it is a producer route, for
/// every client; in another one a consumer route, for the clients there. Hostnames do not count but as SNI.
/// </summary>
internal static class MeshAttachment
{
    private static readonly ImmutableArray<string> EveryName = [""];

    public static ParentOutcome Attach(RouteInput route, ParentReference reference, MeshGraph mesh)
    {
        var key = RouteInput.ParentOf(reference, route.Key);
        var parent = new ParentKey
        {
            Group = "",
            Kind = "Service",
            Namespace = key.Namespace,
            Name = key.Name,
            SectionName = string.IsNullOrEmpty(reference.SectionName) ? null : reference.SectionName,
            Port = reference.Port,
        };
        var outcome = new ParentOutcome { Parent = parent, Gateway = mesh.Plane };
        var service = mesh.Services[key];
        if (service.Fault is { } fault)
        {
            return outcome with { Rejected = fault };
        }

        var named = service.Listeners.Where(port => (parent.SectionName is null || parent.SectionName == port.Name) && (parent.Port is null || parent.Port == port.Port)).ToList();
        if (named.Count == 0)
        {
            return outcome with { Rejected = (Reasons.NoMatchingParent, Conditions.NoServicePort(key, parent.SectionName, parent.Port)) };
        }

        var ofKind = named.Where(port => port.SupportedKinds.Contains(route.Kind)).ToList();
        return ofKind.Count == 0
            ? outcome with { Rejected = (Reasons.NotAllowedByListeners, Conditions.NoPortForKind(key, route.Kind)) }
            : outcome with
            {
                Attachments = [.. ofKind.Select(port => new Attachment(port, Names(route)) { ClientNamespace = route.Key.Namespace == key.Namespace ? null : route.Key.Namespace })],
                Pending = service.IsCaptured ? null : Conditions.CapturePending(key),
            };
    }

    private static ImmutableArray<string> Names(RouteInput route) => route.Kind == "TLSRoute" && !route.Hostnames.IsEmpty ? route.Hostnames : EveryName;
}
