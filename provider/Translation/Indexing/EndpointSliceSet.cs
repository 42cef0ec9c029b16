using System.Collections.Immutable;
using Sluice.GatewayApi.Core;
using Sluice.Translation.Mesh;

namespace Sluice.Translation.Indexing;

/// <summary>The EndpointSlices of one Service, sorted by name.</summary>
internal sealed class EndpointSliceSet(ImmutableArray<EndpointSlice> slices)
{
    public static readonly EndpointSliceSet Empty = new([]);

    public ImmutableArray<EndpointSlice> Slices { get; } = slices;

    /// <summary>Capture ports are reserved for the Service.</summary>
    public bool HasCapture { get; } = slices.Any(MeshNames.IsCapture);

    /// <summary>No mesh proxy is ready, so that traffic goes to the pods meanwhile.</summary>
    public bool IsOpen { get; } = slices.Any(MeshNames.IsOpen);

    /// <summary>The Service's traffic goes to the mesh proxies, at least some of it.</summary>
    public bool IsCaptured { get; } = slices.Any(slice => MeshNames.IsCapture(slice) && slice.Endpoints is { Count: > 0 });
}
