namespace Sluice.Distribution.Server;

/// <summary>What control knows of one connected proxy.</summary>
public sealed record ProxyState
{
    public required string Gateway { get; init; }

    public required string Proxy { get; init; }

    public string Build { get; init; } = "";

    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>The newest version that serves traffic there; default before the first acknowledgement on this stream.</summary>
    public SnapshotVersion Applied { get; init; }

    /// <summary>Content hash of <see cref="Applied"/>.</summary>
    public string AppliedHash { get; init; } = "";

    /// <summary>Why the newest version sent does not serve there; empty if it does or has not been answered yet.</summary>
    public string Error { get; init; } = "";

    /// <summary>Since when it has been behind what is published; null when it is not.</summary>
    public DateTimeOffset? BehindSince { get; init; }

    public bool IsCurrent => BehindSince is null;
}

/// <summary>What is published for a gateway.</summary>
public sealed record Publication(string Gateway, SnapshotVersion Version, string ContentHash, DateTimeOffset At);
