namespace Sluice.Distribution.Client;

/// <summary>Where a proxy stands, for readiness, metrics and debug pages.</summary>
public sealed record ConfigStreamStatus
{
    public bool Connected { get; init; }

    /// <summary>A snapshot serves traffic, from control or from disk.</summary>
    public bool HoldsSnapshot { get; init; }

    public SnapshotVersion Applied { get; init; }

    public string AppliedHash { get; init; } = "";

    /// <summary>Since when something received has not been serving; null when all of it does.</summary>
    public DateTimeOffset? BehindSince { get; init; }

    /// <summary>Since when something received has been neither applied nor refused; null when there is no such thing.</summary>
    public DateTimeOffset? UnansweredSince { get; init; }

    /// <summary>Why the stream is down or what was received does not serve; empty when all is well.</summary>
    public string Error { get; init; } = "";

    /// <summary>
    /// Ready: it serves something, and is not stuck over something newer. A refused update does not count: it would be refused by every
    /// proxy of the gateway, and taking all of them out of service would turn a bad change into an outage.
    /// </summary>
    public bool IsReady(DateTimeOffset now) => HoldsSnapshot && (UnansweredSince is not { } since || now - since <= ConfigStreamDefaults.MaxLag);
}
