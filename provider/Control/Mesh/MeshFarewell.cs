using Microsoft.Extensions.Logging;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.Control.Provisioning;
using Sluice.Routing.Model;
using Sluice.Translation;

namespace Sluice.Control.Mesh;

/// <summary>
/// Releases every Service from the mesh before the last of control goes, when control is being taken away and not only restarted: by its
/// Deployment or with its whole namespace. Afterwards nobody could give the Services their selectors back, or let go of the proxies' own.
/// Any replica does it, since there may be no lease any more to lead by; what two do at a time is done once.
/// </summary>
internal sealed partial class MeshFarewell(KubernetesApi api, ClusterCache cache, ControlOptions options, ILogger logger)
{
    // Within the 30 seconds that Kubernetes gives a pod by default.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);

    private readonly MeshCapturer _capturer = new(api, options, logger);
    private bool _wasDeployed;

    /// <summary>Remembers whether control runs by its Deployment: only then can that be taken away.</summary>
    public async Task RememberAsync(CancellationToken cancellationToken) => _wasDeployed = await DeploymentAsync(cancellationToken) == true;

    /// <summary>To be called when control ends, while the cache still watches.</summary>
    public async Task RunAsync()
    {
        using var patience = new CancellationTokenSource(Patience, options.Time);
        try
        {
            if (Plan().IsReleased || !await IsTakenAwayAsync(patience.Token))
            {
                return;
            }

            Log.Releasing(logger);
            while (Plan() is { IsReleased: false } plan)
            {
                await _capturer.TakeAsync(plan.Steps, patience.Token);
                await Task.Delay(Round, options.Time, patience.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Log.OutOfTime(logger, Patience.TotalSeconds);
        }
    }

    private MeshPlan Plan() => MeshPlanner.Plan(new MeshFacts
    {
        Cluster = cache.View(),
        Proxies = options.MeshService,
        Snapshot = RoutingSnapshot.Empty,
        Current = new HashSet<string>(),
        Now = options.Time.GetUtcNow(),
        HasPermit = _capturer.HasPermit,
        IsEnding = true,
    });

    private async Task<bool> IsTakenAwayAsync(CancellationToken cancellationToken) =>
        cache.View().Namespaces.GetValueOrDefault(new ObjectKey("", options.Namespace)) is { Metadata.DeletionTimestamp: not null }
        || (_wasDeployed && await DeploymentAsync(cancellationToken) == false);

    /// <returns>Whether control's Deployment is there and stays; null where that cannot be told.</returns>
    private async Task<bool?> DeploymentAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deployment = await api.GetAsync(OwnedKinds.Deployments, new ObjectKey(options.Namespace, options.ServiceName), cancellationToken);
            return deployment?["metadata"] is { } metadata && metadata["deletionTimestamp"] is null;
        }
        catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4611, Level = LogLevel.Information, Message = "Mesh: control is taken away; every Service is released first.")]
        public static partial void Releasing(ILogger logger);

        [LoggerMessage(EventId = 4612, Level = LogLevel.Error, Message = "Mesh: not every Service could be released within {Seconds} seconds. Deploy control again, delete Service sluice-mesh, then take control away.")]
        public static partial void OutOfTime(ILogger logger, double seconds);
    }
}
