using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>What happened while a rule looked at a value.</summary>
internal sealed class RuleContext
{
    /// <summary>The rule touched a value that is decided later, so its verdict does not count.</summary>
    public bool Undecided { get; set; }

    /// <summary>Why the rule could not be evaluated, in the server's words.</summary>
    public string? Error { get; set; }
}

/// <summary>A JSON value as rules see it. Absent values are empty, as rules ask for presence first.</summary>
internal readonly struct RuleValue(JsonNode? node, RuleContext context)
{
    /// <summary>A field.</summary>
    public RuleValue this[string name]
    {
        get
        {
            Touch();
            return new(node is JsonObject mapping && mapping.TryGetPropertyValue(name, out var value) ? value : null, context);
        }
    }

    /// <summary>True where the value is there.</summary>
    public bool Exists
    {
        get
        {
            // Servers convert on access: a whole number written with a fraction is not the integer the rule expects.
            if (node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && !JsonNumbers.IsInteger(value))
            {
                context.Error ??= "invalid data, expected int, got float64";
            }

            return node is not null;
        }
    }

    public string Text
    {
        get
        {
            Touch();
            return Defaulting.IsText(node, out var text) ? text : "";
        }
    }

    public long Number
    {
        get
        {
            Touch();
            return Exists && JsonNumbers.TryInt64(node, out var number) ? number : 0;
        }
    }

    public int Count
    {
        get
        {
            Touch();
            return node switch { JsonArray array => array.Count, JsonObject mapping => mapping.Count, _ => 0 };
        }
    }

    public IEnumerable<RuleValue> Items
    {
        get
        {
            Touch();
            var context1 = context;
            return node is JsonArray array ? array.Select(item => new RuleValue(item, context1)) : [];
        }
    }

    public IEnumerable<string> Keys
    {
        get
        {
            Touch();
            return node is JsonObject mapping ? mapping.Select(pair => pair.Key) : [];
        }
    }

    public bool Is(string text) => Text == text;

    public bool IsOneOf(params ReadOnlySpan<string> texts) => texts.Contains(Text);

    /// <summary>True for a value that is there and not the empty text.</summary>
    public bool HasText(string name)
    {
        var field = this[name];
        return field.Exists && field.Text.Length > 0;
    }

    /// <summary>Both absent (or empty), or both there.</summary>
    public bool SamePresence(RuleValue other, string name) => HasText(name) == other.HasText(name);

    /// <summary>Both absent (or empty), or both there and equal.</summary>
    public bool SameText(RuleValue other, string name) => this[name].Text == other[name].Text;

    /// <summary>A duration; an unreadable one is an error of the evaluation.</summary>
    public TimeSpan Duration
    {
        get
        {
            Touch();
            if (Durations.TryParseGo(Text, out var duration))
            {
                return duration;
            }

            if (!Unknown.Is(node))
            {
                context.Error ??= "type conversion error from 'string' to 'google.protobuf.Duration'";
            }

            return TimeSpan.Zero;
        }
    }

    /// <summary>A field the rule needs; its absence is an error of the evaluation.</summary>
    public RuleValue Need(string name)
    {
        var field = this[name];
        if (!field.Exists)
        {
            context.Error ??= $"no such key: {name}";
        }

        return field;
    }

    /// <summary>Every item has no other that <paramref name="same"/> holds for.</summary>
    public bool AllUnique(Func<RuleValue, RuleValue, bool> same)
    {
        var items = Items.ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            for (var j = i + 1; j < items.Length; j++)
            {
                if (same(items[i], items[j]))
                {
                    return false;
                }
            }
        }

        // A single item is compared with itself by servers; that access can fail too.
        if (items.Length == 1)
        {
            _ = same(items[0], items[0]);
        }

        return true;
    }

    private void Touch()
    {
        if (Unknown.Is(node))
        {
            context.Undecided = true;
        }
    }
}
