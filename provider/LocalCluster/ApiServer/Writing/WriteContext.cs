using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Writing;

/// <summary>Who writes what, and how.</summary>
internal sealed record WriteContext
{
    public required ResourceKind Kind { get; init; }

    public required string Namespace { get; init; }

    /// <summary>The subresource written through; null for the object itself.</summary>
    public string? Subresource { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Owner of the fields this write changes.</summary>
    public string Manager { get; init; } = "unknown";

    /// <summary>Has the last word on what is about to be stored; throws to refuse it.</summary>
    public Action<JsonObject>? Guard { get; init; }

    /// <summary>The change was computed from a full body that carries the client's resourceVersion.</summary>
    public bool IsReplace { get; init; }
}

/// <param name="Tree">The object as it is now; never changed by the receiver.</param>
/// <param name="Created">Whether the write made it.</param>
internal sealed record WriteResult(JsonObject Tree, bool Created);
