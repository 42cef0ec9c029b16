namespace Sluice.Control.Cache;

/// <summary>A list-watch loop, whatever its kind.</summary>
internal interface IReflector
{
    string Name { get; }

    ReflectorStatus Status { get; }

    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Where a list-watch loop stands.</summary>
internal sealed record ReflectorStatus
{
    /// <summary>It has listed at least once: the store is not empty for want of looking.</summary>
    public bool Listed { get; init; }

    public bool Connected { get; init; }

    public string Error { get; init; } = "";

    public long Failures { get; init; }

    public DateTimeOffset LastEvent { get; init; }
}
