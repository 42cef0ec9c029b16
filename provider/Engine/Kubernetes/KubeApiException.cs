using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes;

/// <summary>An API server refused a request; carries its <c>Status</c>.</summary>
internal sealed class KubeApiException(HttpStatusCode code, JsonObject status) : Exception(status["message"]?.GetValue<string>() ?? $"HTTP {(int)code}")
{
    public HttpStatusCode Code => code;

    public string Reason => status["reason"]?.GetValue<string>() ?? "";

    /// <summary>The kind the details speak of, as a resource name: <c>namespaces</c> when a namespace is missing.</summary>
    public string DetailsKind => status["details"]?["kind"]?.GetValue<string>() ?? "";

    public bool IsNotFound => code == HttpStatusCode.NotFound;

    /// <summary>A 404 that speaks of no object: the path itself, and so the kind, is unknown.</summary>
    public bool IsUnknownPath => IsNotFound && DetailsKind.Length == 0;

    public bool IsMissingNamespace => IsNotFound && DetailsKind == "namespaces";

    public bool IsAlreadyExists => code == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    public bool IsConflict => code == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>What is wrong with which field, as far as the server says.</summary>
    public ImmutableArray<(string Field, string Message)> Causes =>
        status["details"]?["causes"] is JsonArray causes
            ? [.. causes.OfType<JsonObject>().Select(static c => (c["field"]?.GetValue<string>() ?? "", c["message"]?.GetValue<string>() ?? ""))]
            : [];
}
