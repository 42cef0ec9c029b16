namespace Sluice.LocalCluster.Node.Logs;

/// <summary>What part of a log is asked for; the parameters of <c>pods/log</c>.</summary>
internal sealed record LogQuery
{
    public bool Follow { get; init; }

    public bool Timestamps { get; init; }

    public long? TailLines { get; init; }

    public long? LimitBytes { get; init; }

    public DateTime? Since { get; init; }
}
