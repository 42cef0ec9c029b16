using System.Collections.Immutable;
using Sluice.Routing.Model;

namespace Sluice.Translation;

/// <summary>What follows from a view of the cluster.</summary>
public sealed record TranslationResult
{
    /// <summary>What the proxies of each Gateway, and those of the mesh under <see cref="Mesh.MeshNames.Plane"/>, have to serve. An unchanged unit is the same instance as in the last result of the same memo.</summary>
    public required ImmutableDictionary<ObjectKey, RoutingSnapshot> Snapshots { get; init; }

    public required StatusPlan Status { get; init; }

    public required ProvisioningPlan Provisioning { get; init; }

    /// <summary>To be handed to the next translation; what did not change is not compiled again.</summary>
    public required TranslationMemo Memo { get; init; }
}

/// <summary>What translation needs to be made, or to be told.</summary>
public sealed record ProvisioningPlan
{
    public static readonly ProvisioningPlan Empty = new();

    /// <summary>Accepted Gateways of our classes. A Gateway that is not here gets nothing, and loses what it had.</summary>
    public ImmutableDictionary<ObjectKey, PlannedDataPlane> Gateways { get; init; } = ImmutableDictionary<ObjectKey, PlannedDataPlane>.Empty;

    /// <summary>Namespaces with consumer routes, whose pods' addresses have to be known; sorted.</summary>
    public EquatableArray<string> ClientNamespaces { get; init; } = [];
}

/// <summary>What the data plane of a Gateway has to listen on.</summary>
public sealed record PlannedDataPlane
{
    public required string ClassName { get; init; }

    /// <summary>Ports of the Gateway's valid listeners and those of its ListenerSets; sorted, without repetition.</summary>
    public required EquatableArray<PlannedPort> Ports { get; init; }
}

/// <summary>A port that clients reach a Gateway by.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Protocol">TCP or UDP.</param>
public readonly record struct PlannedPort(int Port, string Protocol);
