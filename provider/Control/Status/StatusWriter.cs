using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>
/// Writes statuses: all of an object in one update, only on difference, never over a newer generation, again from a fresh read on
/// conflict. Used by one loop at a time; the loop is the leader's.
/// </summary>
internal sealed partial class StatusWriter(KubernetesApi api, ControlMetrics metrics, ILogger logger)
{
    private const int MaxAttempts = 4;
    private const int MaxParallel = 8;

    private readonly Dictionary<(string Kind, ObjectKey Key), InStep> _inStep = [];

    /// <summary>Brings the statuses to the intents.</summary>
    /// <returns>Whether all are there; false asks for another round.</returns>
    public async Task<bool> WriteAsync(IEnumerable<StatusIntent> intents, CancellationToken cancellationToken)
    {
        var seen = new HashSet<(string, ObjectKey)>();
        var work = new List<StatusIntent>();
        foreach (var intent in intents)
        {
            var id = (intent.Resource.Kind, intent.Key);
            seen.Add(id);
            if (!_inStep.TryGetValue(id, out var known) || !known.Covers(intent))
            {
                work.Add(intent);
            }
        }

        foreach (var gone in _inStep.Keys.Where(id => !seen.Contains(id)).ToList())
        {
            _inStep.Remove(gone);
        }

        var results = new InStep?[work.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, work.Count), limits, async (index, cancellation) =>
            results[index] = await TryWriteAsync(work[index], cancellation));

        for (var i = 0; i < work.Count; i++)
        {
            if (results[i] is { } result)
            {
                _inStep[(work[i].Resource.Kind, work[i].Key)] = result;
            }
        }

        return Array.TrueForAll(results, result => result is not null);
    }

    public void Forget() => _inStep.Clear();

    private async Task<InStep?> TryWriteAsync(StatusIntent intent, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(intent, cancellationToken);
        }
        catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
        {
            metrics.StatusWriteFailures.Increment();
            Log.Failed(logger, intent.Resource.Kind, intent.Key, problem.Message);
            return null;
        }
    }

    private async Task<InStep> WriteAsync(StatusIntent intent, CancellationToken cancellationToken)
    {
        var item = GatewayApiJson.ToTree(intent.Cached);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // A successor, or a newer wish, is the next round's business: its event is on the way.
            if (!IsAsTranslated(intent, item) || StatusIsAhead(intent, item))
            {
                break;
            }

            var current = item["status"] as JsonObject;
            var wanted = intent.Merge(current);
            if (JsonNode.DeepEquals(current, wanted))
            {
                break;
            }

            item["status"] = wanted;
            try
            {
                var written = await api.ReplaceStatusAsync(intent.Resource, intent.Key, item, cancellationToken);
                metrics.StatusWrites.Increment();
                Log.Written(logger, intent.Resource.Kind, intent.Key);
                return new InStep(intent.Plan, intent.Cached, Version(written));
            }
            catch (ApiException stale) when (stale.IsConflict)
            {
                if (await api.GetAsync(intent.Resource, intent.Key, cancellationToken) is not { } fresh)
                {
                    break;
                }

                item = fresh;
            }
            catch (ApiException gone) when (gone.IsNotFound)
            {
                break;
            }
        }

        return new InStep(intent.Plan, intent.Cached, Version(item));
    }

    private static bool IsAsTranslated(StatusIntent intent, JsonObject item)
    {
        var metadata = item["metadata"];
        return metadata?["uid"]?.GetValue<string>() == intent.Cached.Metadata?.Uid
            && (intent.Plan is null || (metadata?["generation"]?.GetValue<long>() ?? 0) == intent.Plan.Generation);
    }

    // Another replica that leads now may have seen more than this one.
    private static bool StatusIsAhead(StatusIntent intent, JsonObject item) =>
        intent.Plan is PlannedGateway or PlannedGatewayClass
        && ConditionMerge.IsAhead(
            item["status"]?["conditions"] as JsonArray,
            intent.Plan is PlannedGateway ? PlannedGateway.OwnedConditions : ControlConditions.OfClasses,
            intent.Plan.Generation);

    private static ulong Version(JsonObject item) => Number(item["metadata"]?["resourceVersion"]?.GetValue<string>());

    private static ulong Number(string? version) => ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>An object whose status said what was planned, when it had this version.</summary>
    private sealed record InStep(PlannedStatus? Plan, KubernetesObject Cached, ulong Version)
    {
        /// <summary>The same wish about the same object, or about one that the cache does not show in its new version yet.</summary>
        public bool Covers(StatusIntent intent) =>
            Equals(Plan, intent.Plan)
            && (ReferenceEquals(Cached, intent.Cached)
                || (Cached.Metadata?.Uid == intent.Cached.Metadata?.Uid && Number(intent.Cached.Metadata?.ResourceVersion) is var cached && cached > 0 && cached <= Version));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4401, Level = LogLevel.Debug, Message = "Wrote the status of {Kind} {Key}.")]
        public static partial void Written(ILogger logger, string kind, ObjectKey key);

        [LoggerMessage(EventId = 4402, Level = LogLevel.Warning, Message = "The status of {Kind} {Key} could not be written: {Reason}")]
        public static partial void Failed(ILogger logger, string kind, ObjectKey key, string reason);
    }
}
