using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Problems of one object, all of them, in the order they were found, worded as the API server words them.</summary>
internal sealed class FieldErrors
{
    private readonly List<Problem> _problems = [];

    public int Count => _problems.Count;

    public void Required(string field, string? detail = null) => Add(field, "FieldValueRequired", detail is null ? "Required value" : "Required value: " + detail);

    public void Invalid(string field, JsonNode? value, string detail) => Add(field, "FieldValueInvalid", $"Invalid value: {Quote(value)}: {detail}");

    /// <summary>For problems whose value the server does not print.</summary>
    public void InvalidText(string field, string detail) => Add(field, "FieldValueInvalid", "Invalid value: " + detail);

    public void Duplicate(string field, JsonNode? value) => Add(field, "FieldValueDuplicate", $"Duplicate value: {Quote(value)}");

    public void Forbidden(string field, string detail) => Add(field, "FieldValueForbidden", "Forbidden: " + detail);

    public void NotSupported(string field, JsonNode? value, params IEnumerable<string> supported) =>
        Add(field, "FieldValueNotSupported", $"Unsupported value: {Quote(value)}: supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    public void TooLong(string field, int bytes) => Add(field, "FieldValueTooLong", $"Too long: may not be more than {bytes} bytes");

    public void TooMany(string field, int seen, int limit) => Add(field, "FieldValueTooMany", $"Too many: {seen}: must have at most {limit} items");

    public void TypeInvalid(string field, JsonNode? value, string detail) => Add(field, "FieldValueTypeInvalid", $"Invalid value: {Quote(value)}: {detail}");

    public void NotFound(string field, JsonNode? value) => Add(field, "FieldValueNotFound", $"Not found: {Quote(value)}");

    public void Add(string field, string reason, string message) => _problems.Add(new Problem(field, reason, message));

    public string Summary
    {
        get
        {
            var texts = _problems.Select(p => $"{p.Field}: {p.Message}").Distinct(StringComparer.Ordinal).ToList();
            return texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        }
    }

    public JsonArray ToCauses() => new([.. _problems.Select(p => (JsonNode)new JsonObject
    {
        ["reason"] = p.Reason,
        ["message"] = p.Message,
        ["field"] = p.Field,
    })]);

    private static string Quote(JsonNode? value) => JsonTree.ToText(value);

    private sealed record Problem(string Field, string Reason, string Message);
}
