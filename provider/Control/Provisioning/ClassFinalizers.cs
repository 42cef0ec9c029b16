using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Provisioning;

/// <summary>
/// Keeps GatewayClasses of ours that Gateways use from being deleted: such a class bears the finalizer that the Gateway API names for
/// this, one that nobody uses does not.
/// </summary>
internal sealed partial class ClassFinalizers(KubernetesApi api, string controllerName, ILogger logger)
{
    public const string Name = "gateway-exists-finalizer.gateway.networking.k8s.io";

    /// <summary>Brings the finalizers of all classes to what they have to be.</summary>
    /// <returns>Whether all are there; false asks for another round.</returns>
    public async Task<bool> ReconcileAsync(CachedCluster cluster, CancellationToken cancellationToken)
    {
        var used = cluster.Gateways.Values.Select(gateway => gateway.Spec?.GatewayClassName ?? "").ToHashSet(StringComparer.Ordinal);
        var done = true;
        foreach (var (key, item) in cluster.GatewayClasses)
        {
            if (item.Spec?.ControllerName == controllerName && Patch(item.Metadata, used.Contains(key.Name)) is { } patch)
            {
                done &= await TryPatchAsync(key, patch, cancellationToken);
            }
        }

        return done;
    }

    /// <summary>What to change; null for nothing. The version in it makes it fail if somebody else changes the list meanwhile.</summary>
    internal static JsonObject? Patch(ObjectMeta? metadata, bool isUsed)
    {
        var finalizers = metadata?.Finalizers ?? [];
        var has = finalizers.Contains(Name);

        // On its way out a class takes no new finalizer.
        if (metadata is null || has == isUsed || (isUsed && metadata.DeletionTimestamp is not null))
        {
            return null;
        }

        var wanted = isUsed ? finalizers.Append(Name) : finalizers.Where(name => name != Name);
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. wanted.Select(name => (JsonNode)name)]),
            },
        };
    }

    private async Task<bool> TryPatchAsync(ObjectKey key, JsonObject patch, CancellationToken cancellationToken)
    {
        try
        {
            await api.MergePatchAsync(WatchedKinds.GatewayClasses.Resource, key, patch, cancellationToken);
            return true;
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return true;
        }
        catch (Exception problem) when (problem is ApiException or HttpRequestException or IOException)
        {
            Log.Failed(logger, key, problem.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4311, Level = LogLevel.Warning, Message = "The finalizer of GatewayClass {Class} could not be changed: {Reason}")]
        public static partial void Failed(ILogger logger, ObjectKey @class, string reason);
    }
}
