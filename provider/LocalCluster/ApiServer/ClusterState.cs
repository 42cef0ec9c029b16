using Sluice.LocalCluster.ApiServer.Allocation;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Storage;

namespace Sluice.LocalCluster.ApiServer;

/// <summary>What every part of the server shares.</summary>
internal sealed record ClusterState
{
    public required ObjectStore Store { get; init; }

    public required ResourceRegistry Registry { get; init; }

    public required ServiceAllocator Services { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The current time as objects carry it.</summary>
    public string Now => Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
