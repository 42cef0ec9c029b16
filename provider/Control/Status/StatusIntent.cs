using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>The wish that one object's status be such and such.</summary>
internal sealed record StatusIntent
{
    public required ApiResource Resource { get; init; }

    public required ObjectKey Key { get; init; }

    /// <summary>The object as the cache has it.</summary>
    public required KubernetesObject Cached { get; init; }

    /// <summary>What is planned; compared by value, so that an object in step costs one comparison per round. Null: nothing of ours.</summary>
    public required PlannedStatus? Plan { get; init; }

    /// <summary>Status as it stands to status as planned.</summary>
    public required Func<JsonObject?, JsonObject> Merge { get; init; }
}
