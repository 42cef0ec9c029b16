namespace Sluice.LocalCluster.Client;

/// <summary>What all caches have in common, whatever their kind.</summary>
internal interface IResourceCache
{
    ApiResource Resource { get; }

    /// <summary>Completes when the kind has been listed once.</summary>
    Task Synced { get; }

    Task RunAsync(CancellationToken cancel);
}
