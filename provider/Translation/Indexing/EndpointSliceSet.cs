using System.Collections.Immutable;
using Sluice.GatewayApi.Core;

namespace Sluice.Translation.Indexing;

/// <summary>The EndpointSlices of one Service, sorted by name.</summary>
internal sealed class EndpointSliceSet(ImmutableArray<EndpointSlice> slices)
{
    public static readonly EndpointSliceSet Empty = new([]);

    public ImmutableArray<EndpointSlice> Slices { get; } = slices;
}
