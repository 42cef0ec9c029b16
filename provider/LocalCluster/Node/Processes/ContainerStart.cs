namespace Sluice.LocalCluster.Node.Processes;

/// <summary>Everything that is needed to start the process of a container.</summary>
internal sealed record ContainerStart
{
    public required IReadOnlyList<string> Command { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Where both output streams are appended.</summary>
    public required string LogFile { get; init; }

    public required string HostName { get; init; }

    public string? ResolverFile { get; init; }

    public string? HostsFile { get; init; }

    /// <summary>The control group to join.</summary>
    public string? Group { get; init; }
}
