using k8s.Models;

namespace Sluice.LocalCluster.Client;

/// <summary>An answer of the API server that is not a success.</summary>
internal sealed class ApiException(int code, V1Status? status, string request)
    : Exception($"{request}: {code} {status?.Message ?? "without a Status object"}")
{
    public int Code { get; } = code;

    public V1Status? Status { get; } = status;

    public string Reason => Status?.Reason ?? "";

    public bool IsNotFound => Code == 404;

    public bool IsConflict => Code == 409 && Reason != "AlreadyExists";

    public bool IsAlreadyExists => Code == 409 && Reason == "AlreadyExists";

    public bool IsExpired => Code == 410;

    /// <summary>The namespace is being deleted, so that nothing new may be made in it.</summary>
    public bool IsNamespaceTerminating =>
        Code == 403 && Status?.Details?.Causes is { } causes && causes.Any(c => c.Reason == "NamespaceTerminating");
}
