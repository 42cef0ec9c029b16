using Sluice.GatewayApi.Core;
using Sluice.Translation.Gateways;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;
using Sluice.Translation.Status;

namespace Sluice.Translation.Backends;

/// <summary>A reference to a backend with everything written out.</summary>
internal sealed record BackendReference
{
    public required RouteKey Route { get; init; }

    /// <summary>Field path, for messages and for the name of a unit that stands for a failure.</summary>
    public required string Field { get; init; }

    public required string Group { get; init; }

    public required string Kind { get; init; }

    public required ObjectKey Key { get; init; }

    public required int? Port { get; init; }

    public static BackendReference Of(RouteKey route, string field, string? group, string? kind, string? @namespace, string? name, int? port) => new()
    {
        Route = route,
        Field = field,
        Group = group ?? "",
        Kind = kind ?? "Service",
        Key = new ObjectKey(string.IsNullOrEmpty(@namespace) ? route.Key.Namespace : @namespace, name ?? ""),
        Port = port,
    };
}

/// <summary>Follows references to backends: permission, kind, existence, port, protocol.</summary>
internal static class BackendReferences
{
    public static (BackendUse Use, RefProblem? Problem) Resolve(BackendReference reference, Speech speech, Lookup lookup)
    {
        if (Problem(reference, speech, lookup) is { } problem)
        {
            return (new BackendUse { UnitName = $"Failed/{reference.Route.Kind}/{reference.Route.Key}/{reference.Field}", Speech = speech, Failure = problem.Message }, problem);
        }

        var target = new BackendTarget(reference.Key, reference.Port!.Value, speech);
        return (new BackendUse { UnitName = target.UnitName, Target = target, Speech = speech }, null);
    }

    /// <summary>The port of a Service that a route of this speech can use.</summary>
    public static ServicePort? FindPort(Service service, int number, Speech speech) =>
        service.Spec?.Ports?.FirstOrDefault(port => port.Port == number && (port.Protocol ?? "TCP") == (speech == Speech.Udp ? "UDP" : "TCP"));

    private static RefProblem? Problem(BackendReference reference, Speech speech, Lookup lookup)
    {
        var (field, key) = (reference.Field, reference.Key);
        if (!lookup.IsPermitted(new Referrer(ListenerReader.Group, reference.Route.Kind, reference.Route.Key.Namespace), reference.Group, reference.Kind, key))
        {
            return new(Reasons.RefNotPermitted, Conditions.BackendNotPermitted(field, reference.Kind, key));
        }

        if (reference.Group.Length != 0 || reference.Kind != "Service")
        {
            return new(Reasons.InvalidKind, Conditions.BackendKind(field, reference.Group, reference.Kind));
        }

        if (lookup.Service(key) is not { } service)
        {
            return new(Reasons.BackendNotFound, Conditions.BackendMissing(field, key));
        }

        if (service.Spec?.Type == "ExternalName")
        {
            return new(Reasons.InvalidKind, Conditions.BackendExternal(field, key));
        }

        if (reference.Port is not { } number || service.Spec?.Ports?.Any(port => port.Port == number) != true)
        {
            return new(Reasons.BackendNotFound, Conditions.BackendPort(field, key, reference.Port));
        }

        if (FindPort(service, number, speech) is not { } found)
        {
            return new(Reasons.UnsupportedProtocol, Conditions.BackendProtocol(field, key, number, speech == Speech.Udp ? "TCP" : "UDP", reference.Route.Kind));
        }

        return IsSpoken(found.AppProtocol, speech, () => lookup.Policies(key).For(key.Name, found.Name) is not null)
            ? null
            : new(Reasons.UnsupportedProtocol, Conditions.BackendProtocol(field, key, number, found.AppProtocol!, reference.Route.Kind));
    }

    // Of the protocols with a standard name: WebSocket is no gRPC, and its TLS form needs a policy that says whom to trust.
    private static bool IsSpoken(string? appProtocol, Speech speech, Func<bool> hasPolicy) => (appProtocol, speech) switch
    {
        ("kubernetes.io/ws" or "kubernetes.io/wss", Speech.Grpc) => false,
        ("kubernetes.io/wss", Speech.Http) => hasPolicy(),
        _ => true,
    };
}
