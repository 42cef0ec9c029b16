namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What a container is doing.</summary>
internal enum ContainerPhase
{
    Waiting,
    Running,
    Terminated,
}

/// <summary>A container as its pod's status shows it; replaced as a whole at every step.</summary>
internal sealed record ContainerState
{
    public static readonly ContainerState Creating = new() { Phase = ContainerPhase.Waiting, Reason = "ContainerCreating" };

    public required ContainerPhase Phase { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public string? ContainerId { get; init; }

    public string? ImageId { get; init; }

    public DateTime? StartedAt { get; init; }

    /// <summary>The startup probe, if there is one, has passed.</summary>
    public bool Started { get; init; }

    public bool Ready { get; init; }

    public int RestartCount { get; init; }

    /// <summary>How this run ended, when it has.</summary>
    public ContainerEnd? Ended { get; init; }

    /// <summary>How the run before ended.</summary>
    public ContainerEnd? Previous { get; init; }

    /// <summary>Ended for good: the restart policy does not start it again.</summary>
    public bool IsFinal { get; init; }
}
