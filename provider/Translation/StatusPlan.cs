using System.Collections.Immutable;

namespace Sluice.Translation;

/// <summary>
/// The status every object of ours ought to have, as data. The writer merges: it keeps conditions of types that we do not own and
/// entries of other controllers, takes observedGeneration from <see cref="PlannedStatus.Generation"/>, and moves the transition time
/// only where a condition's status moves. All of an object is written in one update.
/// </summary>
public sealed record StatusPlan
{
    public static readonly StatusPlan Empty = new();

    public ImmutableDictionary<ObjectKey, PlannedGatewayClass> GatewayClasses { get; init; } = ImmutableDictionary<ObjectKey, PlannedGatewayClass>.Empty;

    public ImmutableDictionary<ObjectKey, PlannedGateway> Gateways { get; init; } = ImmutableDictionary<ObjectKey, PlannedGateway>.Empty;

    public ImmutableDictionary<ObjectKey, PlannedListenerSet> ListenerSets { get; init; } = ImmutableDictionary<ObjectKey, PlannedListenerSet>.Empty;

    /// <summary>
    /// Every route that names a parent of ours. A route that is not here has no entry of ours: the writer removes those it finds.
    /// </summary>
    public ImmutableDictionary<RouteKey, PlannedRoute> Routes { get; init; } = ImmutableDictionary<RouteKey, PlannedRoute>.Empty;

    /// <summary>Every policy that reaches a Gateway of ours; the same holds as for <see cref="Routes"/>.</summary>
    public ImmutableDictionary<ObjectKey, PlannedPolicy> BackendTlsPolicies { get; init; } = ImmutableDictionary<ObjectKey, PlannedPolicy>.Empty;

    public ImmutableDictionary<ObjectKey, PlannedMesh> Meshes { get; init; } = ImmutableDictionary<ObjectKey, PlannedMesh>.Empty;
}

/// <summary>A route by kind and name.</summary>
/// <param name="Kind">HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute.</param>
/// <param name="Key">Namespace and name.</param>
public readonly record struct RouteKey(string Kind, ObjectKey Key)
{
    public override string ToString() => $"{Kind} {Key}";
}

/// <summary>A condition, without generation and time, which the writer adds.</summary>
/// <param name="Type">For example Accepted.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">One word of the API.</param>
/// <param name="Message">For people: object, field, cause, cure.</param>
public sealed record PlannedCondition(string Type, string Status, string Reason, string Message);

/// <summary>What the planned statuses share.</summary>
public abstract record PlannedStatus
{
    /// <summary>The generation that was looked at; 0 where the object has none.</summary>
    public required long Generation { get; init; }

    /// <summary>Identity of the object that was looked at; a status is not written to a successor of the same name.</summary>
    public required string Uid { get; init; }
}

public sealed record PlannedGatewayClass : PlannedStatus
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted", "SupportedVersion"];

    public required EquatableArray<PlannedCondition> Conditions { get; init; }

    /// <summary>Sorted.</summary>
    public required EquatableArray<string> SupportedFeatures { get; init; }
}

/// <summary>The status of an XMesh, which tells what the controller's mesh can do.</summary>
public sealed record PlannedMesh : PlannedStatus
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted"];

    public required PlannedCondition Accepted { get; init; }

    /// <summary>Sorted; empty where the mesh is not accepted.</summary>
    public required EquatableArray<string> SupportedFeatures { get; init; }
}

public sealed record PlannedGateway : PlannedStatus
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted", "Programmed", "ResolvedRefs", "InsecureFrontendValidationMode"];

    public required EquatableArray<PlannedCondition> Conditions { get; init; }

    /// <summary>In the order of the spec; entries of other names are removed.</summary>
    public required EquatableArray<PlannedListener> Listeners { get; init; }

    public required EquatableArray<DataPlaneAddress> Addresses { get; init; }

    public required int AttachedListenerSets { get; init; }
}

public sealed record PlannedListenerSet : PlannedStatus
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted", "Programmed"];

    public required EquatableArray<PlannedCondition> Conditions { get; init; }

    public required EquatableArray<PlannedListener> Listeners { get; init; }
}

/// <summary>An entry of <c>status.listeners</c>.</summary>
public sealed record PlannedListener
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted", "Programmed", "ResolvedRefs", "Conflicted", "OverlappingTLSConfig"];

    public required string Name { get; init; }

    public required int AttachedRoutes { get; init; }

    public required EquatableArray<PlannedRouteKind> SupportedKinds { get; init; }

    public required EquatableArray<PlannedCondition> Conditions { get; init; }
}

/// <summary>An entry of <c>supportedKinds</c>.</summary>
public sealed record PlannedRouteKind(string Group, string Kind);

public sealed record PlannedRoute : PlannedStatus
{
    /// <summary>One per parentRef of ours, in the order of the spec.</summary>
    public required EquatableArray<PlannedParent> Parents { get; init; }
}

/// <summary>A parentRef with everything written out.</summary>
public sealed record ParentKey
{
    public required string Group { get; init; }

    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string? SectionName { get; init; }

    public int? Port { get; init; }
}

/// <summary>An entry of <c>status.parents</c>.</summary>
public sealed record PlannedParent
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted", "ResolvedRefs", "PartiallyInvalid"];

    public required ParentKey Parent { get; init; }

    public required EquatableArray<PlannedCondition> Conditions { get; init; }
}

public sealed record PlannedPolicy : PlannedStatus
{
    /// <summary>One per Gateway through which a route uses the target, sorted by name.</summary>
    public required EquatableArray<PlannedAncestor> Ancestors { get; init; }
}

/// <summary>An entry of <c>status.ancestors</c>.</summary>
public sealed record PlannedAncestor
{
    /// <summary>Condition types that we own; one that is missing from the plan is removed.</summary>
    public static ImmutableArray<string> OwnedConditions { get; } = ["Accepted", "ResolvedRefs"];

    public required ParentKey Ancestor { get; init; }

    public required EquatableArray<PlannedCondition> Conditions { get; init; }
}
