using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>A request that ends with a Status object. Thrown anywhere below the dispatcher, which turns it into the answer.</summary>
internal sealed class ApiException(int code, string? reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string? Reason { get; } = reason;

    public JsonObject? Details { get; } = details;

    public int? RetryAfterSeconds { get; init; }

    public JsonObject? ListMetadata { get; init; }

    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = ListMetadata?.DeepClone() ?? new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason is not null)
        {
            status["reason"] = Reason;
        }

        if (Details is not null)
        {
            status["details"] = Details.DeepClone();
        }

        status["code"] = Code;
        return status;
    }

    public static ApiException NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind.QualifiedPlural} \"{name}\" not found", Named(kind, name));

    public static ApiException AlreadyExists(ResourceKind kind, string name, bool deleting = false) =>
        new(409, "AlreadyExists", $"{(deleting ? "object is being deleted: " : "")}{kind.QualifiedPlural} \"{name}\" already exists", Named(kind, name));

    public static ApiException Conflict(ResourceKind kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedPlural} \"{name}\": {why}", Named(kind, name));

    public static ApiException Modified(ResourceKind kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceKind kind, string name, string why, JsonArray? causes = null)
    {
        var details = Named(kind, name);
        if (causes is not null)
        {
            details["causes"] = causes;
        }

        return new ApiException(403, "Forbidden", $"{kind.QualifiedPlural} \"{name}\" is forbidden: {why}", details);
    }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Internal(string message) => new(500, null, message);

    public static ApiException UnknownResource() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException UnsupportedMediaType(params IEnumerable<string> accepted) =>
        new(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: " + string.Join(", ", accepted));

    public static ApiException Invalid(string qualifiedKind, string kind, string group, string name, FieldErrors errors)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        details["kind"] = kind;
        details["causes"] = errors.ToCauses();
        return new ApiException(422, "Invalid", $"{qualifiedKind} \"{name}\" is invalid: {errors.Summary}", details);
    }

    public static ApiException Invalid(ResourceKind kind, string name, FieldErrors errors) =>
        kind.Group != "events.k8s.io" ? Invalid(kind.QualifiedKind, kind.Kind, kind.Group, name, errors) : Invalid(kind.Kind, kind.Kind, "", name, errors);

    /// <summary>Query options are validated as objects of their own kind.</summary>
    public static ApiException InvalidOptions(string optionsKind, FieldErrors errors) =>
        Invalid($"{optionsKind}.meta.k8s.io", optionsKind, "meta.k8s.io", "", errors);

    public static JsonObject Named(ResourceKind kind, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (kind.Group.Length > 0)
        {
            details["group"] = kind.Group;
        }

        details["kind"] = kind.Plural;
        return details;
    }
}
