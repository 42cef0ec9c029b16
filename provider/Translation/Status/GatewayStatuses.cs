using Sluice.Translation.Gateways;
using Sluice.Translation.Indexing;
using Sluice.Translation.Routes;

namespace Sluice.Translation.Status;

/// <summary>Statuses of Gateways, ListenerSets and their listeners.</summary>
internal static class GatewayStatuses
{
    public static PlannedGateway Of(GatewayState gateway, GatewayDataPlane plane, TranslatedGraph graph) => new()
    {
        Generation = gateway.Source.Generation(),
        Uid = gateway.Source.Uid(),
        Conditions = [.. GatewayConditions(gateway, plane)],
        Listeners = [.. gateway.Listeners.Select(listener => Listener(listener, gateway, plane, graph))],
        Addresses = plane.Addresses,
        AttachedListenerSets = gateway.Sets.Count(set => Accepted(set, gateway, plane).Status == Conditions.True),
    };

    public static PlannedListenerSet Of(ListenerSetState set, GatewayState gateway, GatewayDataPlane plane, TranslatedGraph graph) => new()
    {
        Generation = set.Source.Generation(),
        Uid = set.Source.Uid(),
        Conditions = [Accepted(set, gateway, plane), Programmed(set, gateway, plane)],
        Listeners = [.. set.Listeners.Select(listener => Listener(listener, gateway, plane, graph))],
    };

    private static bool IsProgrammed(GatewayState gateway, GatewayDataPlane plane) => gateway.IsAccepted && plane.State == DataPlaneState.Programmed;

    private static IEnumerable<PlannedCondition> GatewayConditions(GatewayState gateway, GatewayDataPlane plane)
    {
        yield return plane.State == DataPlaneState.InvalidParameters && gateway.Fault is null
            ? Conditions.No(ConditionTypes.Accepted, Reasons.InvalidParameters, plane.Detail)
            : Accepted(gateway);
        yield return gateway.IsAccepted
            ? Conditions.GatewayProgrammed(plane.State, plane.Detail)
            : Conditions.No(ConditionTypes.Programmed, Reasons.Invalid, Conditions.NotProgrammedWhileInvalid);
        yield return ResolvedRefs(gateway);
        var frontend = gateway.Source.Spec?.Tls?.Frontend;
        if ((frontend?.PerPort ?? []).Select(port => port.Tls?.Validation).Append(frontend?.Default?.Validation).Any(validation => validation?.Mode == "AllowInsecureFallback"))
        {
            yield return Conditions.Yes(ConditionTypes.InsecureFrontendValidationMode, Reasons.ConfigurationChanged, Conditions.ClientCertificatesOptional);
        }
    }

    private static PlannedCondition Accepted(GatewayState gateway)
    {
        if (gateway.Fault is { } fault)
        {
            return Conditions.No(ConditionTypes.Accepted, fault.Reason, fault.Message);
        }

        var invalid = gateway.Listeners.Where(listener => !listener.IsAccepted).Select(listener => listener.Name).ToList();
        return invalid.Count == 0 ? Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.GatewayAccepted)
            : gateway.IsAccepted ? Conditions.Yes(ConditionTypes.Accepted, Reasons.ListenersNotValid, Conditions.SomeListenersInvalid(invalid))
            : Conditions.No(ConditionTypes.Accepted, Reasons.ListenersNotValid, Conditions.NoListenerValid);
    }

    private static PlannedCondition ResolvedRefs(GatewayState gateway)
    {
        if (gateway.ClientCertificate is { Certificate: null } client)
        {
            return client.IsPermitted
                ? Conditions.No(ConditionTypes.ResolvedRefs, Reasons.InvalidClientCertificateRef, Conditions.Field("spec.tls.backend.clientCertificateRef", client.Problem ?? ""))
                : Conditions.No(ConditionTypes.ResolvedRefs, Reasons.RefNotPermitted, Conditions.ClientCertificateNotPermitted(client.Key));
        }

        var unresolved = gateway.Listeners.Where(listener => listener.Unresolved is not null).Select(listener => listener.Name).ToList();
        return unresolved.Count == 0
            ? Conditions.Yes(ConditionTypes.ResolvedRefs, Reasons.ResolvedRefs, Conditions.RefsResolved)
            : Conditions.No(ConditionTypes.ResolvedRefs, Reasons.ListenersNotResolved, Conditions.ListenersUnresolved(unresolved));
    }

    private static PlannedCondition Accepted(ListenerSetState set, GatewayState gateway, GatewayDataPlane plane)
    {
        if (!set.IsAllowed)
        {
            return Conditions.No(ConditionTypes.Accepted, Reasons.NotAllowed, Conditions.SetNotAllowed(gateway.Key));
        }

        if (!gateway.IsAccepted || plane.State == DataPlaneState.InvalidParameters)
        {
            return Conditions.No(ConditionTypes.Accepted, Reasons.ParentNotAccepted, Conditions.ParentNotAccepted(gateway.Key));
        }

        var invalid = set.Listeners.Where(listener => !ListenerSetState.IsValid(listener)).Select(listener => listener.Name).ToList();
        return invalid.Count == 0 ? Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.SetAccepted)
            : invalid.Count < set.Listeners.Length ? Conditions.Yes(ConditionTypes.Accepted, Reasons.ListenersNotValid, Conditions.SomeListenersInvalid(invalid))
            : Conditions.No(ConditionTypes.Accepted, Reasons.ListenersNotValid, Conditions.NoListenerValid);
    }

    private static PlannedCondition Programmed(ListenerSetState set, GatewayState gateway, GatewayDataPlane plane)
    {
        if (!set.IsAllowed)
        {
            return Conditions.No(ConditionTypes.Programmed, Reasons.NotAllowed, Conditions.SetNotAllowed(gateway.Key));
        }

        if (gateway.IsAccepted && !set.Listeners.Any(ListenerSetState.IsValid))
        {
            return Conditions.No(ConditionTypes.Programmed, Reasons.ListenersNotValid, Conditions.NoListenerValid);
        }

        return IsProgrammed(gateway, plane)
            ? Conditions.Yes(ConditionTypes.Programmed, Reasons.Programmed, Conditions.SetProgrammed)
            : Conditions.No(ConditionTypes.Programmed, Reasons.ParentNotProgrammed, Conditions.ParentNotProgrammed(gateway.Key));
    }

    private static PlannedListener Listener(ListenerState listener, GatewayState gateway, GatewayDataPlane plane, TranslatedGraph graph) => new()
    {
        Name = listener.Name,
        AttachedRoutes = graph.AttachedRoutes.GetValueOrDefault(listener.UnitName),
        SupportedKinds = [.. listener.SupportedKinds.Select(kind => new PlannedRouteKind(ListenerReader.Group, kind))],
        Conditions = [.. ListenerConditions(listener, gateway, plane)],
    };

    private static IEnumerable<PlannedCondition> ListenerConditions(ListenerState listener, GatewayState gateway, GatewayDataPlane plane)
    {
        yield return Accepted(listener);
        yield return Programmed(listener, gateway, plane);
        yield return listener.Unresolved is { } unresolved
            ? Conditions.No(ConditionTypes.ResolvedRefs, unresolved.Reason, unresolved.Message)
            : Conditions.Yes(ConditionTypes.ResolvedRefs, Reasons.ResolvedRefs, Conditions.RefsResolved);
        yield return listener.Conflict is { } conflict
            ? Conditions.Yes(ConditionTypes.Conflicted, conflict.Reason, conflict.Message)
            : Conditions.No(ConditionTypes.Conflicted, Reasons.NoConflicts, Conditions.NoConflicts);
        if (listener.Overlaps)
        {
            yield return Conditions.Yes(ConditionTypes.OverlappingTlsConfig, Reasons.OverlappingHostnames, Conditions.Overlap(listener.Hostname, listener.Port));
        }
    }

    private static PlannedCondition Accepted(ListenerState listener) =>
        listener.Protocol is null ? Conditions.No(ConditionTypes.Accepted, Reasons.UnsupportedProtocol, Conditions.Protocol(listener.Spec.Protocol ?? ""))
        : listener.Conflict is { } conflict ? Conditions.No(ConditionTypes.Accepted, conflict.Reason, conflict.Message)
        : !listener.IsAccepted ? Conditions.No(ConditionTypes.Accepted, Reasons.NoValidCaCertificate, Conditions.NoCaForClients)
        : Conditions.Yes(ConditionTypes.Accepted, Reasons.Accepted, Conditions.ListenerAccepted);

    private static PlannedCondition Programmed(ListenerState listener, GatewayState gateway, GatewayDataPlane plane) =>
        listener.Conflict is { } conflict ? Conditions.No(ConditionTypes.Programmed, conflict.Reason, conflict.Message)
        : !listener.IsAccepted || gateway.Fault is not null ? Conditions.No(ConditionTypes.Programmed, Reasons.Invalid, Conditions.NotProgrammedWhileInvalid)
        : !listener.IsServable ? Conditions.No(ConditionTypes.Programmed, Reasons.Invalid, Conditions.ListenerUnresolved)
        : IsProgrammed(gateway, plane) ? Conditions.Yes(ConditionTypes.Programmed, Reasons.Programmed, Conditions.ListenerProgrammed)
        : plane.State == DataPlaneState.InvalidParameters ? Conditions.No(ConditionTypes.Programmed, Reasons.Invalid, Conditions.ParametersInvalid)
        : Conditions.No(ConditionTypes.Programmed, Reasons.Pending, Conditions.ListenerPending);
}
