using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.GatewayApi.Validation;

namespace Sluice.GatewayApi.Tests.Validation;

/// <summary>Compares verdicts, causes and defaults with those a real API server gave; skipped over where the recording is not at hand.</summary>
public sealed class CorpusTests
{
    private const int Shown = 20;

    [Fact]
    public void EveryRecordedObject_GetsTheServersVerdict()
    {
        var file = Path.Combine(Cases.Beside, "validation-corpus.jsonl");
        var lines = File.Exists(file) ? File.ReadLines(file) : [];
        var differences = new List<string>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            if (Difference(document.RootElement) is { } difference)
            {
                differences.Add($"{document.RootElement.GetProperty("id").GetString()}: {difference}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(Shown))}");
    }

    private static string? Difference(JsonElement entry)
    {
        var apiVersion = entry.GetProperty("apiVersion").GetString()!;
        var kind = KnownKinds.Find(apiVersion, entry.GetProperty("kind").GetString()!)!;
        var tree = JsonNode.Parse(entry.GetProperty("object").GetRawText())!.AsObject();
        var result = ObjectValidator.Validate(tree, kind, apiVersion.Split('/')[1]);
        var code = result.BadRequest is not null ? 400 : result.IsValid ? 201 : 422;
        var expected = entry.GetProperty("code").GetInt32();
        if (entry.TryGetProperty("message", out var message) && message.GetString() is { } text && text.StartsWith("the namespace", StringComparison.Ordinal))
        {
            return null;
        }

        if (code != expected)
        {
            return $"code {code} instead of {expected}; {result.BadRequest} {string.Join(" ; ", result.Causes.Select(Show))} | server: {Causes(entry)} {message}";
        }

        if (expected == 400 && !SameRefusal(text: message.GetString()!, ours: result.BadRequest!))
        {
            return $"\n  ours   {result.BadRequest}\n  server {message.GetString()}";
        }

        if (expected == 422)
        {
            var ours = string.Join("\n    ", result.Causes.Select(Show).Order(StringComparer.Ordinal));
            var theirs = Causes(entry);
            return ours == theirs ? null : $"\n  ours\n    {ours}\n  server\n    {theirs}";
        }

        return expected == 201 ? DefaultDifference(entry, tree, result.Defaulted) : null;
    }

    // The server shortens the object in this message.
    private static bool SameRefusal(string text, string ours) =>
        text == ours || (text.Contains("Object 'Kind' is missing", StringComparison.Ordinal) && ours.Contains("Object 'Kind' is missing", StringComparison.Ordinal));

    private static string Causes(JsonElement entry) =>
        entry.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
            ? string.Join("\n    ", causes.EnumerateArray()
                .Select(cause => Show(new ServerCause(cause.GetProperty("field").GetString()!, cause.GetProperty("reason").GetString()!, cause.GetProperty("message").GetString()!)))
                .Order(StringComparer.Ordinal))
            : "";

    private static string Show(ServerCause cause) => $"{cause.Field} | {cause.Reason} | {cause.Message}";

    private static string? DefaultDifference(JsonElement entry, JsonObject sent, JsonObject defaulted)
    {
        var expected = (JsonObject)sent.DeepClone();
        foreach (var change in entry.GetProperty("defaulted").EnumerateArray().Where(change => !change.GetProperty("path").GetString()!.StartsWith("status", StringComparison.Ordinal)))
        {
            Apply(expected, change.GetProperty("path").GetString()!, change.GetProperty("op").GetString()!, JsonNode.Parse(change.GetProperty("value").GetRawText()));
        }

        foreach (var part in (string[])["spec", "metadata"])
        {
            if (!JsonNode.DeepEquals(Normal(expected[part]), Normal(defaulted[part])))
            {
                return $"{part} defaulted\n  ours   {defaulted[part]?.ToJsonString()}\n  server {expected[part]?.ToJsonString()}";
            }
        }

        var statusDefaulted = entry.TryGetProperty("statusDefaulted", out var flag) && flag.GetBoolean();
        var gotStatus = defaulted["status"] is not null && !sent.ContainsKey("status");
        return statusDefaulted == gotStatus ? null : $"status defaulted {gotStatus} instead of {statusDefaulted}";
    }

    // 80 and 80.0 are the same value here; the server returns the former for both.
    private static JsonNode? Normal(JsonNode? node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Normal(pair.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Normal)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)),
        _ => node?.DeepClone(),
    };

    private static void Apply(JsonObject root, string path, string op, JsonNode? value)
    {
        JsonNode at = root;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            var last = i == steps.Length - 1;
            if (step[0] == '[')
            {
                var index = int.Parse(step[1..^1], CultureInfo.InvariantCulture);
                if (last)
                {
                    at.AsArray()[index] = value;
                    return;
                }

                at = at.AsArray()[index]!;
            }
            else if (!last && at is JsonObject map && !map.ContainsKey(step))
            {
                // The key of a free map that holds dots itself.
                _ = op == "removed" ? map.Remove(string.Join('.', steps[i..])) : Set(map, string.Join('.', steps[i..]), value);
                return;
            }
            else if (last)
            {
                _ = op == "removed" ? at.AsObject().Remove(step) : Set(at.AsObject(), step, value);
            }
            else
            {
                at = at[step]!;
            }
        }
    }

    private static bool Set(JsonObject mapping, string name, JsonNode? value)
    {
        mapping[name] = value;
        return true;
    }
}
