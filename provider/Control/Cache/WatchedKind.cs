using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;

namespace Sluice.Control.Cache;

/// <summary>A row of the table of watched kinds.</summary>
internal sealed record WatchedKind<T>(ApiResource Resource)
    where T : KubernetesObject
{
    /// <summary>Further query parameters of list and watch, each beginning with <c>&amp;</c>.</summary>
    public string Query { get; init; } = "";

    /// <summary>True where the server is to send nothing but metadata.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Drops what is never looked at, to save memory.</summary>
    public Action<T>? Prune { get; init; }

    /// <summary>True where somebody else's status is our input: a Service's addresses, a pod's readiness.</summary>
    public bool StatusMatters { get; init; }

    /// <summary>True for a kind that control can do without: a cluster whose permissions do not name it is as good as one without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Null: all namespaces.</summary>
    public string? Namespace { get; init; }

    public string Path => Namespace is { } ns ? Resource.Collection(ns) : Resource.Collection();
}
