using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Provisioning;

/// <summary>
/// Keeps what is made for Gateways in step: applies what is new, changed, or was touched by somebody else, deletes what no longer has a
/// Gateway of ours. What goes with its Gateway is left to the cluster's garbage collection.
/// </summary>
internal sealed partial class Provisioner(KubernetesApi api, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan CacheLag = TimeSpan.FromSeconds(5);
    private static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 4 };

    private readonly ConcurrentDictionary<(ApiResource Resource, ObjectKey Key), Applied> _applied = new();

    /// <summary>Brings the cluster to the plans, one per Gateway.</summary>
    /// <returns>Per Gateway the problem that stopped it; those without one are in step.</returns>
    public async Task<ImmutableDictionary<ObjectKey, string>> ReconcileAsync(
        IReadOnlyDictionary<ObjectKey, ImmutableArray<ProvisionedObject>> plans, OwnedObjects actual, CancellationToken cancellationToken)
    {
        var problems = new ConcurrentDictionary<ObjectKey, string>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism.MaxDegreeOfParallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plans, limits, async (plan, cancellation) =>
        {
            if (await ApplyAllAsync(plan.Value, actual, cancellation) is { } problem)
            {
                problems[plan.Key] = problem;
                Log.Failed(logger, plan.Key, problem);
            }
        });

        await DeleteRestAsync(plans, actual, cancellationToken);
        return problems.ToImmutableDictionary();
    }

    /// <summary>Forgets what was applied, so that everything is applied again: another leader may have been at work.</summary>
    public void Forget() => _applied.Clear();

    private async Task<string?> ApplyAllAsync(ImmutableArray<ProvisionedObject> plan, OwnedObjects actual, CancellationToken cancellationToken)
    {
        foreach (var item in plan)
        {
            try
            {
                if (await ApplyAsync(item, actual, cancellationToken) is { } problem)
                {
                    return problem;
                }
            }
            catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
            {
                return $"{item.Resource.Kind} {item.Key} could not be applied: {problem.Message}";
            }
        }

        return null;
    }

    private async Task<string?> ApplyAsync(ProvisionedObject item, OwnedObjects actual, CancellationToken cancellationToken)
    {
        var id = (item.Resource, item.Key);
        var hash = HashOf(item.Body);
        var cached = actual.Find(item.Resource, item.Key);
        if (_applied.TryGetValue(id, out var applied) && applied.Hash == hash && IsInStep(id, applied, cached))
        {
            return null;
        }

        if (applied is null && await BelongsToOthersAsync(item, cached, cancellationToken))
        {
            return $"{item.Resource.Kind} {item.Key} exists and was not made for this Gateway. Rename or delete it.";
        }

        // Also where the cache has not seen the Deployment yet: it may be there all the same.
        if (item.Resource == OwnedKinds.Deployments && item.Body["spec"]?["replicas"] is null)
        {
            await HandReplicasOverAsync(item, cancellationToken);
        }

        var result = await api.ApplyAsync(item.Resource, item.Key, item.Body, cancellationToken);
        _applied[id] = new Applied(hash, Text(result, "uid"), Text(result, "resourceVersion"), Generation(result), time.GetTimestamp());
        if (applied?.Hash != hash)
        {
            Log.Applied(logger, item.Resource.Kind, item.Key);
        }

        return null;
    }

    /// <summary>
    /// Lets go of a Deployment's number of pods when an autoscaler takes it over. A field that its only owner no longer applies falls back to its
    /// default, one pod; so the number that is there is first applied in the autoscaler's name, which changes it by its own means from then on.
    /// </summary>
    private async Task HandReplicasOverAsync(ProvisionedObject item, CancellationToken cancellationToken)
    {
        var live = await api.GetAsync(item.Resource, item.Key, cancellationToken);
        var isOurs = (live?["metadata"]?["managedFields"] as JsonArray ?? []).Any(entry =>
            (string?)entry?["manager"] == ControlDefaults.FieldManager && entry["fieldsV1"]?["f:spec"]?["f:replicas"] is not null);
        if (!isOurs || live?["spec"]?["replicas"] is not { } replicas)
        {
            return;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = item.Resource.ApiVersion,
            ["kind"] = item.Resource.Kind,
            ["metadata"] = new JsonObject { ["name"] = item.Key.Name, ["namespace"] = item.Key.Namespace },
            ["spec"] = new JsonObject { ["replicas"] = replicas.DeepClone() },
        };
        await api.ApplyAsync(item.Resource, item.Key, body, ControlDefaults.AutoscaledFieldManager, cancellationToken);
    }

    /// <summary>Whether the cache shows what we applied, or nothing newer than that.</summary>
    private bool IsInStep((ApiResource, ObjectKey) id, Applied applied, ObjectMeta? cached)
    {
        if (cached is null)
        {
            // Not seen yet, or deleted since.
            return !applied.Seen && time.GetElapsedTime(applied.At) < CacheLag;
        }

        if (cached.Uid != applied.Uid)
        {
            return false;
        }

        if (!applied.Seen)
        {
            _applied[id] = applied with { Seen = true };
        }

        if (applied.Generation is { } generation)
        {
            return cached.Generation is null || cached.Generation <= generation;
        }

        return Number(cached.ResourceVersion) <= Number(applied.ResourceVersion);
    }

    private async Task<bool> BelongsToOthersAsync(ProvisionedObject item, ObjectMeta? cached, CancellationToken cancellationToken)
    {
        if (cached is not null)
        {
            return !OwnedObjects.IsOurs(cached);
        }

        var existing = await api.GetAsync(item.Resource, item.Key, cancellationToken);
        return existing?["metadata"] is JsonObject metadata && !OwnedObjects.IsOurs(GatewayApiJson.FromTree<ObjectMeta>(metadata));
    }

    private async Task DeleteRestAsync(
        IReadOnlyDictionary<ObjectKey, ImmutableArray<ProvisionedObject>> plans, OwnedObjects actual, CancellationToken cancellationToken)
    {
        var wanted = plans.Values.SelectMany(plan => plan).Select(item => (item.Resource, item.Key)).ToHashSet();
        foreach (var (resource, metadata) in actual.Removable())
        {
            var key = new ObjectKey(metadata.Namespace ?? "", metadata.Name ?? "");
            if (wanted.Contains((resource, key)) || metadata.DeletionTimestamp is not null || metadata.Uid is not { } uid)
            {
                continue;
            }

            _applied.TryRemove((resource, key), out _);
            try
            {
                await api.DeleteAsync(resource, key, uid, cancellationToken);
                Log.Deleted(logger, resource.Kind, key);
            }
            catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
            {
                Log.NotDeleted(logger, resource.Kind, key, problem.Message);
            }
        }
    }

    private static string HashOf(JsonObject body) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())));

    private static string Text(JsonObject item, string name) => item["metadata"]?[name]?.GetValue<string>() ?? "";

    private static long? Generation(JsonObject item) => item["metadata"]?["generation"]?.GetValue<long>();

    private static ulong Number(string? version) => ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : ulong.MaxValue;

    /// <summary>What the API server had after we applied.</summary>
    private sealed record Applied(string Hash, string Uid, string ResourceVersion, long? Generation, long At)
    {
        public bool Seen { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "Applied {Kind} {Key}.")]
        public static partial void Applied(ILogger logger, string kind, ObjectKey key);

        [LoggerMessage(EventId = 4302, Level = LogLevel.Information, Message = "Deleted {Kind} {Key}, which no Gateway needs any more.")]
        public static partial void Deleted(ILogger logger, string kind, ObjectKey key);

        [LoggerMessage(EventId = 4303, Level = LogLevel.Warning, Message = "Gateway {Gateway}: {Problem}")]
        public static partial void Failed(ILogger logger, ObjectKey gateway, string problem);

        [LoggerMessage(EventId = 4304, Level = LogLevel.Warning, Message = "{Kind} {Key} could not be deleted: {Reason}")]
        public static partial void NotDeleted(ILogger logger, string kind, ObjectKey key, string reason);
    }
}
