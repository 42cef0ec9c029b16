using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sluice.Control.Cache;
using Sluice.Control.Status;
using Sluice.Routing.Model;
using Sluice.Translation;

namespace Sluice.Control.Loop;

/// <summary>
/// One round: translate the cluster, publish what changed, look how far the proxies are, and conclude what the statuses should say.
/// Reads and publishes; writes nothing to the cluster. One caller at a time.
/// </summary>
internal sealed partial class Rebuilder(
    TranslateCluster translate, ISnapshotPublisher publisher, Func<ImmutableDictionary<ObjectKey, string>> provisioningProblems, ControlMetrics metrics, ControlOptions options, ILogger logger)
{
    // Enough for the fix point of translate, publish, observe, translate: the second round publishes what the first did.
    private const int MaxRounds = 3;

    private readonly TimeProvider _time = options.Time;

    public RebuildState Rebuild(RebuildState last, CachedCluster cluster)
    {
        var started = _time.GetTimestamp();
        var state = last with { Cluster = cluster };
        for (var round = 0; round < MaxRounds; round++)
        {
            // Step 1: translate. If it fails, what was good before stays published and the failure is told.
            TranslationResult result;
            try
            {
                metrics.Translations.Increment();
                result = translate(ClusterViews.Of(cluster, state.DataPlanes), state.Result?.Memo);
            }
#pragma warning disable CA1031 // A bug in translation, whatever its kind, must not stop what is being served.
            catch (Exception bug)
#pragma warning restore CA1031
            {
                metrics.TranslationFailures.Increment();
                Log.TranslationFailed(logger, bug);
                // The memo may be what it choked on; the next round compiles everything anew.
                return last with { Cluster = cluster, Failure = $"{bug.GetType().Name}: {bug.Message}", Result = last.Result is { } good ? good with { Memo = new TranslationMemo() } : null };
            }

            // Step 2: publish, so that followers count as behind before anybody looks at them.
            state = state with { Result = result, Failure = null, Published = Publish(state.Published, result.Snapshots) };

            // Step 3: look. What is seen is an input of the statuses; translate again only if it is news.
            var observed = Observe(state, cluster, result);
            var same = SameAs(state.DataPlanes, observed.DataPlanes);
            state = observed;
            if (same)
            {
                break;
            }
        }

        metrics.Gateways = state.Published.Count;
        metrics.LastRebuild = _time.GetElapsedTime(started);
        return state;
    }

    /// <summary>When to look again although nothing has happened.</summary>
    public DateTimeOffset? NextDeadline(RebuildState state)
    {
        var now = _time.GetUtcNow();
        var deadlines = state.Published.Keys
            .Select(key => DataPlaneObserver.NextDeadline(publisher.Followers(key.ToString()), now))
            .OfType<DateTimeOffset>()
            .ToList();
        return deadlines.Count > 0 ? deadlines.Min() : null;
    }

    private ImmutableDictionary<ObjectKey, RoutingSnapshot> Publish(
        ImmutableDictionary<ObjectKey, RoutingSnapshot> published, ImmutableDictionary<ObjectKey, RoutingSnapshot> next)
    {
        foreach (var (key, snapshot) in next)
        {
            if (!ReferenceEquals(published.GetValueOrDefault(key), snapshot))
            {
                publisher.Publish(key.ToString(), snapshot);
            }
        }

        foreach (var key in published.Keys.Where(key => !next.ContainsKey(key)))
        {
            publisher.Withdraw(key.ToString());
        }

        return next;
    }

    private RebuildState Observe(RebuildState state, CachedCluster cluster, TranslationResult result)
    {
        var now = _time.GetUtcNow();
        var problems = provisioningProblems();
        var planes = ImmutableDictionary.CreateBuilder<ObjectKey, GatewayDataPlane>();
        var programmed = ImmutableDictionary.CreateBuilder<ObjectKey, long>();

        // Once Programmed, a port that a ListenerSet adds must not make the Gateway blink.
        var serving = ServingProxies.Of(
            cluster.EndpointSlices,
            result.Provisioning.Gateways.ToDictionary(item => ServiceOf(item.Key, item.Value), item => WasProgrammed(state, cluster, item.Key) ? default : item.Value.Ports));
        foreach (var (key, plan) in result.Provisioning.Gateways)
        {
            if (!cluster.Gateways.TryGetValue(key, out var gateway))
            {
                continue;
            }

            var generation = gateway.Metadata?.Generation ?? 0;
            var plane = DataPlaneObserver.Observe(
                new DataPlaneFacts
                {
                    Gateway = gateway,
                    ResourceName = ManualDeployment.Is(gateway, cluster, options) ? null : ServiceOf(key, plan).Name,
                    Serving = ServingProxies.For(serving, ServiceOf(key, plan)),
                    HasPorts = plan.Ports.Count > 0,
                    WasProgrammed = WasProgrammed(state, cluster, key),
                    Followers = publisher.Followers(key.ToString()),
                    ProvisioningProblem = problems.GetValueOrDefault(key),
                },
                cluster,
                now);
            planes[key] = plane;
            if (plane.State == DataPlaneState.Programmed)
            {
                programmed[key] = generation;
            }
        }

        return state with { DataPlanes = planes.ToImmutable(), Programmed = programmed.ToImmutable() };
    }

    private static bool WasProgrammed(RebuildState state, CachedCluster cluster, ObjectKey gateway) =>
        state.Programmed.TryGetValue(gateway, out var generation) && generation == (cluster.Gateways.GetValueOrDefault(gateway)?.Metadata?.Generation ?? 0);

    private static ObjectKey ServiceOf(ObjectKey gateway, PlannedDataPlane plan) =>
        new(gateway.Namespace, Provisioning.ResourceNames.ForGateway(gateway.Name, plan.ClassName));

    private static bool SameAs(ImmutableDictionary<ObjectKey, GatewayDataPlane> left, ImmutableDictionary<ObjectKey, GatewayDataPlane> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var other) && Same(pair.Value, other));

    private static bool Same(GatewayDataPlane left, GatewayDataPlane right) =>
        left.State == right.State && left.Detail == right.Detail && left.Addresses.SequenceEqual(right.Addresses);

    private static partial class Log
    {
        [LoggerMessage(EventId = 4501, Level = LogLevel.Error, Message = "Translation failed. The last good configuration goes on.")]
        public static partial void TranslationFailed(ILogger logger, Exception bug);
    }
}
