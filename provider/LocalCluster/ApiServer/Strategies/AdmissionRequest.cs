using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Strategies;

/// <summary>One write on its way into the store.</summary>
internal sealed record AdmissionRequest
{
    public required ClusterState Cluster { get; init; }

    public required ResourceKind Kind { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Empty until generateName has been resolved.</summary>
    public required string Name { get; init; }

    /// <summary>The object as it is to be stored; admission may change it.</summary>
    public required JsonObject Object { get; init; }

    /// <summary>The stored object; null on create.</summary>
    public JsonObject? Old { get; init; }

    public bool DryRun { get; init; }

    public bool IsCreate => Old is null;
}
