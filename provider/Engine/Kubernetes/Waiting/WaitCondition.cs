using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes.Waiting;

/// <summary>How far an object is.</summary>
/// <param name="Ready">Whether there is nothing left to wait for.</param>
/// <param name="Text">What is being waited for, in words.</param>
internal sealed record Readiness(bool Ready, string Text)
{
    public static readonly Readiness Done = new(true, "");

    /// <summary>Waiting longer cannot help.</summary>
    public bool Hopeless { get; init; }

    /// <summary>Says clearly what is wrong; if it stays so for a while, waiting longer is unlikely to help.</summary>
    public bool Stalled { get; init; }

    public static Readiness Waiting(string text) => new(false, text);
}

/// <summary>One thing the annotation <c>pulumi.com/waitFor</c> asks for.</summary>
internal abstract record WaitCondition
{
    private const string ConditionPrefix = "condition=";
    private const string PathPrefix = "jsonpath=";

    /// <summary>Reasons that mean "not yet", whoever writes them.</summary>
    private static readonly HashSet<string> Transient = new(StringComparer.Ordinal)
    {
        "", "Pending", "Waiting", "Unknown", "Progressing", "InProgress", "Reconciling", "NoResources", "AddressNotAssigned",
    };

    public abstract Readiness Evaluate(JsonObject live);

    /// <exception cref="FormatException">The annotation is malformed.</exception>
    public static ImmutableArray<WaitCondition> Parse(string annotation)
    {
        var text = annotation.Trim();
        if (!text.StartsWith('['))
        {
            return [One(text)];
        }

        try
        {
            return [.. JsonSerializer.Deserialize<string[]>(text)!.Select(One)];
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{annotation}' is no JSON array of texts", e);
        }
    }

    private static WaitCondition One(string text)
    {
        if (text.StartsWith(ConditionPrefix, StringComparison.Ordinal))
        {
            var parts = text[ConditionPrefix.Length..].Split('=', 2);
            return new OfType(parts[0], parts.Length > 1 ? parts[1] : "True");
        }

        if (text.StartsWith(PathPrefix, StringComparison.Ordinal))
        {
            var rest = text[PathPrefix.Length..];
            var close = rest.StartsWith('{') ? rest.LastIndexOf('}') : rest.IndexOf('=', StringComparison.Ordinal) - 1;
            var path = close < 0 ? rest : rest[..(close + 1)];
            var wanted = close >= 0 && close + 1 < rest.Length && rest[close + 1] == '=' ? rest[(close + 2)..] : null;
            return new AtPath(path, JsonPath.Parse(path), wanted);
        }

        throw new FormatException($"expected a \"jsonpath=\" or \"condition=\" prefix, got \"{text}\"");
    }

    /// <summary>A condition of the object's own status.</summary>
    private sealed record OfType(string Type, string Status) : WaitCondition
    {
        public override Readiness Evaluate(JsonObject live)
        {
            var condition = (live["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
                .FirstOrDefault(c => string.Equals(c["type"]?.GetValue<string>(), Type, StringComparison.OrdinalIgnoreCase));
            return condition is null
                ? Readiness.Waiting($"condition {Type} is not reported yet")
                : Judge(Type, condition, Status, live);
        }
    }

    /// <summary>A value anywhere in the object.</summary>
    private sealed record AtPath(string Source, JsonPath Path, string? Wanted) : WaitCondition
    {
        public override Readiness Evaluate(JsonObject live)
        {
            var found = Path.Evaluate(live);
            if (found.Count == 0 || found.Any(static n => n is null))
            {
                return Readiness.Waiting($"{Source} has no value yet");
            }

            var wrong = found.Select(JsonPath.Text).Select((text, at) => (Text: text, At: at)).Where(f => Wanted is not null && !string.Equals(f.Text, Wanted, StringComparison.Ordinal)).ToList();
            if (wrong.Count == 0)
            {
                return Readiness.Done;
            }

            // Where the value is the status of a condition, its reason and message say more than the value.
            var holders = Path.Holder?.Evaluate(live) ?? [];
            return holders.Count == found.Count && holders[wrong[0].At] is JsonObject holder && holder["type"]?.GetValue<string>() is { } type && holder["status"] is not null
                ? Judge(type, holder, Wanted!, live)
                : Readiness.Waiting($"{Source} is '{wrong[0].Text}', wanted is '{Wanted}'");
        }
    }

    private static Readiness Judge(string type, JsonObject condition, string wanted, JsonObject live)
    {
        var status = condition["status"]?.GetValue<string>() ?? "Unknown";
        var generation = live["metadata"]?["generation"]?.GetValue<long>() ?? 0;
        var observed = condition["observedGeneration"]?.GetValue<long>() ?? generation;
        if (observed < generation)
        {
            return Readiness.Waiting($"condition {type} is about an older generation ({observed} of {generation})");
        }

        if (string.Equals(status, wanted, StringComparison.OrdinalIgnoreCase))
        {
            return Readiness.Done;
        }

        var reason = condition["reason"]?.GetValue<string>() ?? "";
        var message = condition["message"]?.GetValue<string>() ?? "";
        var text = $"condition {type} is {status}{(reason.Length > 0 ? $" ({reason})" : "")}{(message.Length > 0 ? ": " + message : "")}";
        return new Readiness(false, text + OtherProblems(type, live)) { Stalled = status != "Unknown" && !Transient.Contains(reason) };
    }

    /// <summary>What else the status complains of: the cause is often told one level deeper.</summary>
    private static string OtherProblems(string type, JsonObject live)
    {
        var found = new List<string>();
        foreach (var (list, name) in new[] { ("listeners", "name"), ("parents", "controllerName") })
        {
            foreach (var item in (live["status"]?[list] as JsonArray ?? []).OfType<JsonObject>())
            {
                foreach (var condition in (item["conditions"] as JsonArray ?? []).OfType<JsonObject>().Where(c => IsProblem(c, type)))
                {
                    found.Add($"\n    {list[..^1]} {item[name]}: {condition["type"]} is False ({condition["reason"]}): {condition["message"]}");
                }
            }
        }

        return string.Concat(found.Distinct(StringComparer.Ordinal));
    }

    /// <summary>Conditions that are good when False are no problem.</summary>
    private static bool IsProblem(JsonObject condition, string type) =>
        condition["status"]?.GetValue<string>() == "False"
        && condition["type"]?.GetValue<string>() is { } other
        && other != type
        && other is not ("Conflicted" or "OverlappingTLSConfig" or "PartiallyInvalid")
        && !Transient.Contains(condition["reason"]?.GetValue<string>() ?? "");
}
