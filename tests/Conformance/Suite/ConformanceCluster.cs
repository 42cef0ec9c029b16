namespace Sluice.Conformance.Tests.Suite;

/// <summary>The one cluster of a run: local API server, nodes as processes, the platform as it runs in production, base objects.</summary>
internal sealed class ConformanceCluster : IAsyncDisposable
{
    /// <summary>An address that no Service here can have (documentation range, RFC 5737).</summary>
    public const string UnusableAddress = "192.0.2.1";

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static ConformanceCluster? _shared;

    private ConformanceCluster(HttpClient client, Certificates certificates)
    {
        Objects = new ApiObjects(client);
        Status = new Checks.StatusChecks(Objects);
        Mirrors = new Checks.Mirrors(Objects);
        Certificates = certificates;
    }

    public ApiObjects Objects { get; }

    public Checks.StatusChecks Status { get; }

    public Checks.Mirrors Mirrors { get; }

    public Certificates Certificates { get; }

    /// <summary>A free address of the range that LoadBalancer Services get theirs from.</summary>
    public string UsableAddress => "127.90.47.200";

    public static Task<ConformanceCluster> SharedAsync() => throw new InvalidOperationException(nameof(Gate));

    public static Task StopSharedAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
