using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Images;
using Sluice.LocalCluster.Node.Probes;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the pods of a node share.</summary>
internal sealed record NodeServices
{
    public required string NodeName { get; init; }

    public required System.Net.IPAddress NodeAddress { get; init; }

    public required ApiClient Client { get; init; }

    public required ClusterCaches Caches { get; init; }

    public required EventRecorder Events { get; init; }

    public required NodeFolders Folders { get; init; }

    public required ImageCatalog Images { get; init; }

    public required ContainerEnvironment Environment { get; init; }

    public required ProcessIsolation Isolation { get; init; }

    public required PodGroups Groups { get; init; }

    public required ProbeAction Probes { get; init; }

    public required StartGate Gate { get; init; }

    /// <summary>Cancelled when this runtime lets go of the pods: what happens to them from then on is the next one's affair.</summary>
    public required CancellationToken Detached { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public DateTime Now => Time.GetUtcNow().UtcDateTime;
}
