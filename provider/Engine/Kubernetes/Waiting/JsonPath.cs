using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Sluice.Engine.Kubernetes.Waiting;

/// <summary>
/// The part of Kubernetes' JSONPath that waiting needs: <c>{.a.b[0]['c'][*][?(@.type=="X")].d}</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly ImmutableArray<Step> _steps;

    private JsonPath(ImmutableArray<Step> steps) => _steps = steps;

    private abstract record Step
    {
        public sealed record Member(string Name) : Step;

        public sealed record Index(int At) : Step;

        public sealed record All : Step;

        public sealed record Filter(ImmutableArray<string> Path, bool Negated, string Value) : Step;
    }

    /// <exception cref="FormatException">The text is no path.</exception>
    public static JsonPath Parse(string text)
    {
        var path = text.Trim();
        path = path is ['{', .., '}'] ? path[1..^1] : path;
        path = path.StartsWith('$') ? path[1..] : path;
        var steps = ImmutableArray.CreateBuilder<Step>();
        var i = 0;
        while (i < path.Length)
        {
            if (path[i] == '.')
            {
                var end = i + 1;
                while (end < path.Length && path[end] is not ('.' or '['))
                {
                    end += path[end] == '\\' && end + 1 < path.Length ? 2 : 1;
                }

                var name = path[(i + 1)..end].Replace("\\", "", StringComparison.Ordinal);
                if (name.Length > 0)
                {
                    steps.Add(name == "*" ? new Step.All() : new Step.Member(name));
                }
                else if (end == path.Length && i > 0)
                {
                    throw new FormatException($"jsonpath '{text}' ends in a dot");
                }

                i = end;
            }
            else if (path[i] == '[')
            {
                var close = Close(path, i) is > 0 and var c ? c : throw new FormatException($"jsonpath '{text}' has an unclosed bracket");
                steps.Add(Bracket(path[(i + 1)..close].Trim(), text));
                i = close + 1;
            }
            else
            {
                throw new FormatException($"jsonpath '{text}' must be made of .member and [..] steps");
            }
        }

        return new JsonPath(steps.ToImmutable());
    }

    public IReadOnlyList<JsonNode?> Evaluate(JsonNode? root)
    {
        List<JsonNode?> current = [root];
        foreach (var step in _steps)
        {
            current = [.. current.SelectMany(node => Apply(step, node))];
        }

        return current;
    }

    /// <summary>The path without its last step: what holds the value. Null for the root.</summary>
    public JsonPath? Holder => _steps.Length == 0 ? null : new JsonPath(_steps.RemoveAt(_steps.Length - 1));

    private static IEnumerable<JsonNode?> Apply(Step step, JsonNode? node) => step switch
    {
        Step.Member m => node is JsonObject o && o.TryGetPropertyValue(m.Name, out var value) ? [value] : [],
        Step.Index i => node is JsonArray a && Position(a, i.At) is >= 0 and var at && at < a.Count ? [a[at]] : [],
        Step.All => node is JsonArray all ? all : node is JsonObject members ? members.Select(static m => m.Value) : [],
        Step.Filter f => node is JsonArray items ? items.Where(item => Text(f.Path.Aggregate(item, static (n, name) => (n as JsonObject)?[name])) == f.Value != f.Negated) : [],
        _ => [],
    };

    private static int Position(JsonArray array, int index) => index < 0 ? array.Count + index : index;

    public static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue v when v.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    private static Step Bracket(string inner, string whole)
    {
        if (inner == "*")
        {
            return new Step.All();
        }

        if (inner is ['\'', .., '\''] or ['"', .., '"'])
        {
            return new Step.Member(inner[1..^1]);
        }

        if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return new Step.Index(index);
        }

        if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
        {
            var expression = inner[2..^1].Trim();
            var negated = expression.Contains("!=", StringComparison.Ordinal);
            var parts = expression.Split(negated ? "!=" : "==", 2);
            var left = parts[0].Trim();
            if (parts.Length == 2 && left.StartsWith("@.", StringComparison.Ordinal))
            {
                return new Step.Filter([.. left[2..].Split('.')], negated, parts[1].Trim().Trim('\'', '"'));
            }
        }

        throw new FormatException($"jsonpath '{whole}' has the step '[{inner}]'; allowed are an index, '*', a quoted name and ?(@.field=='value')");
    }

    private static int Close(string path, int open)
    {
        var quote = '\0';
        for (var i = open + 1; i < path.Length; i++)
        {
            if (quote != '\0')
            {
                quote = path[i] == quote ? '\0' : quote;
            }
            else if (path[i] is '\'' or '"')
            {
                quote = path[i];
            }
            else if (path[i] == ']')
            {
                return i;
            }
        }

        return -1;
    }
}
