using System.Net;

namespace Sluice.Control.Kubernetes;

/// <summary>The API server said no.</summary>
internal sealed class ApiException(HttpStatusCode code, string reason, string message) : Exception(message)
{
    public HttpStatusCode Code { get; } = code;

    /// <summary>The reason of the Status object, for example <c>Expired</c>; empty where the answer was none.</summary>
    public string Reason { get; } = reason;

    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    public bool IsForbidden => Code == HttpStatusCode.Forbidden;

    public bool IsConflict => Code == HttpStatusCode.Conflict;

    /// <summary>The version asked for is gone; only a new list helps.</summary>
    public bool IsGone => Code == HttpStatusCode.Gone;
}
