using System.Collections.Immutable;
using Sluice.GatewayApi.Core;
using Sluice.Translation.Gateways;

namespace Sluice.Translation.Mesh;

/// <summary>A Service that is captured, is to be, or that a route names as its parent.</summary>
internal sealed record MeshService
{
    public required ObjectKey Key { get; init; }

    /// <summary>Null where there is no such Service.</summary>
    public required Service? Source { get; init; }

    /// <summary>Reason and message of Accepted=False of every route that names it; null where routes can attach.</summary>
    public required (string Reason, string Message)? Fault { get; init; }

    /// <summary>Its traffic comes to the mesh proxies, all of it.</summary>
    public required bool IsCaptured { get; init; }

    /// <summary>One per port; servable once a capture port is known.</summary>
    public required ImmutableArray<ListenerState> Listeners { get; init; }

    /// <summary>What it was read from; equal for an unchanged Service.</summary>
    public required (object? Service, object Slices, object? Shadow, bool Enabled) Origin { get; init; }
}

/// <summary>
/// The Services of the mesh; the same instance while nothing changed. While the mesh is off, those that ask for it and that a route names,
/// so that the route can say what is missing.
/// </summary>
internal sealed record MeshGraph(ObjectKey Plane, bool IsOn, ImmutableDictionary<ObjectKey, MeshService> Services)
{
    public static readonly MeshGraph Off = new(default, false, ImmutableDictionary<ObjectKey, MeshService>.Empty);
}
