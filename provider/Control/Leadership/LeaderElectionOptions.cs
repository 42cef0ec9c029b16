namespace Sluice.Control.Leadership;

/// <summary>Names and times of the election.</summary>
public sealed record LeaderElectionOptions
{
    public required string Namespace { get; init; }

    public string LeaseName { get; init; } = ControlDefaults.LeaseName;

    /// <summary>Name of this replica, unique among all that ever run: the pod's.</summary>
    public required string Identity { get; init; }

    /// <summary>A leader that has not renewed for this long may be replaced.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A leader that has not been able to renew for this long stops leading; less than <see cref="LeaseDuration"/>, so that there are never two.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(7);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
