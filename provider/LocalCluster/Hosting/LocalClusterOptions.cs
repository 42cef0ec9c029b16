using Microsoft.Extensions.Logging;

namespace Sluice.LocalCluster.Hosting;

/// <summary>How a local cluster is started.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>Where objects, keys, pod folders and the kubeconfig are kept.</summary>
    public required string StateFolder { get; init; }

    /// <summary>
    /// The N of the cluster's addresses 127.N.0.0/16. Null takes the one the state folder remembers, or the first free one from 30 on.
    /// </summary>
    public int? Block { get; init; }

    /// <summary>Files that map image names to commands; later ones win.</summary>
    public IReadOnlyList<string> Catalogs { get; init; } = [];

    public string NodeName { get; init; } = "sluice-local";

    /// <summary>Name of the context in the kubeconfig.</summary>
    public string Context { get; init; } = "sluice-local";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory? Logging { get; init; }
}
