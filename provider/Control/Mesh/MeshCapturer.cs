using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.Translation;

namespace Sluice.Control.Mesh;

/// <summary>Takes the steps that <see cref="MeshPlanner"/> decided on.</summary>
internal sealed partial class MeshCapturer(KubernetesApi api, ControlOptions options, ILogger logger)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(30);

    private const int MaxParallel = 8;

    private readonly ReleasePermit _permit = new(api, options, logger);
    private readonly ConcurrentDictionary<(ObjectKey, string), DateTimeOffset> _warned = new();

    /// <summary>Whether the right to release is there; null while it is not known.</summary>
    public bool? HasPermit => _permit.IsHeld;

    /// <returns>False where a step failed and is to be tried again.</returns>
    public async Task<bool> TakeAsync(IReadOnlyList<MeshStep> steps, CancellationToken cancellationToken)
    {
        // The steps of a Service build on each other; those of different ones do not. When a proxy goes, all its Services have to know soon.
        var failures = 0;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(steps.GroupBy(step => step.Service), limits, async (service, cancellation) =>
        {
            if (!await TakeAllAsync(service, cancellation))
            {
                Interlocked.Increment(ref failures);
            }
        });
        return failures == 0;
    }

    private async Task<bool> TakeAllAsync(IGrouping<ObjectKey, MeshStep> service, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var step in service)
            {
                await TakeAsync(step, cancellationToken);
            }

            return true;
        }
        catch (ApiException conflict) when (conflict.IsConflict)
        {
            // Somebody else was faster; the watch brings what he did, and with it the next round.
        }
        catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
        {
            Log.Failed(logger, service.Key, problem.Message);
        }

        return false;
    }

    private async Task TakeAsync(MeshStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case MeshStep.Apply apply:
                await api.ApplyAsync(apply.Resource, apply.Key, apply.Body, cancellationToken);
                break;
            case MeshStep.Patch patch:
                await api.MergePatchAsync(patch.Resource, patch.Key, patch.Body, cancellationToken);
                Log.Patched(logger, patch.Service, patch.Done);
                break;
            case MeshStep.Delete { Uid: { } uid } delete:
                await api.DeleteAsync(delete.Resource, delete.Key, uid, cancellationToken);
                break;
            case MeshStep.Delete delete when await api.GetAsync(delete.Resource, delete.Key, cancellationToken) is { } found:
                await api.DeleteAsync(delete.Resource, delete.Key, found["metadata"]?["uid"]?.GetValue<string>() ?? "", cancellationToken);
                break;
            case MeshStep.Permit { Hold: true }:
                await _permit.HoldAsync(cancellationToken);
                break;
            case MeshStep.Permit:
                await _permit.FreeAsync(cancellationToken);
                break;
            case MeshStep.Warn warn when IsNews(warn):
                Log.Warned(logger, warn.Message);
                await api.CreateAsync(MeshObjects.Events, warn.Service.Namespace, EventOf(warn), cancellationToken);
                break;
        }
    }

    // The cluster's answer to what was done takes a moment, in which the same is decided again.
    private bool IsNews(MeshStep.Warn warn)
    {
        var now = options.Time.GetUtcNow();
        if (_warned.TryGetValue((warn.Service, warn.Reason), out var last) && now - last < WarningInterval)
        {
            return false;
        }

        _warned[(warn.Service, warn.Reason)] = now;
        return true;
    }

    private JsonObject EventOf(MeshStep.Warn warn)
    {
        var now = options.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["generateName"] = $"{warn.Service.Name}.", ["namespace"] = warn.Service.Namespace },
            ["involvedObject"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["name"] = warn.Service.Name, ["namespace"] = warn.Service.Namespace, ["uid"] = warn.Uid },
            ["type"] = "Warning",
            ["reason"] = warn.Reason,
            ["message"] = warn.Message,
            ["source"] = new JsonObject { ["component"] = ControlDefaults.ControlName },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4601, Level = LogLevel.Information, Message = "Mesh: Service {Service} {What}.")]
        public static partial void Patched(ILogger logger, ObjectKey service, string what);

        [LoggerMessage(EventId = 4602, Level = LogLevel.Warning, Message = "{Message}")]
        public static partial void Warned(ILogger logger, string message);

        [LoggerMessage(EventId = 4603, Level = LogLevel.Warning, Message = "Mesh: Service {Service}: {Reason} Trying again.")]
        public static partial void Failed(ILogger logger, ObjectKey service, string reason);
    }
}
