using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>Placeholders of a transcript: numbered ones keep the value they first met.</summary>
internal sealed partial class Bindings
{
    private Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Revisions need not be equal: others write at the same time. A placeholder keeps the first it met.</summary>
    public bool RevisionsAreFree { get; init; }

    public void Set(string name, string value) => _values[name] = value;

    /// <summary>Binds a numbered placeholder that has no value yet.</summary>
    public void BindFirst(string name, string value)
    {
        if (char.IsDigit(name[^1]))
        {
            _values.TryAdd(name, value);
        }
    }

    /// <summary>A comparison that binds nothing if it fails.</summary>
    public string? Attempt(Func<string?> comparison)
    {
        var before = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        var why = comparison();
        if (why is not null)
        {
            _values = before;
        }

        return why;
    }

    /// <summary>A request's text with the values bound so far.</summary>
    public string Fill(string text) =>
        Placeholder().Replace(QuotedNumber().Replace(text, m => _values.GetValueOrDefault(m.Groups[1].Value, m.Value)), m => _values.GetValueOrDefault(m.Groups[1].Value, Sample(m)));

    private static string Sample(Match placeholder) => placeholder.Groups[1].Value switch
    {
        "time" => "2024-01-01T00:00:00Z",
        "microtime" => "2024-01-01T00:00:00.000000Z",
        _ => placeholder.Value,
    };

    /// <summary>Matches text against a pattern; binds what is new. Null if it matches, else a reason.</summary>
    public string? Match(string pattern, string actual)
    {
        if (!pattern.Contains("{{", StringComparison.Ordinal))
        {
            return pattern == actual ? null : $"expected {pattern}, got {actual}";
        }

        var regex = new StringBuilder("^");
        var names = new List<string>();
        var at = 0;
        foreach (Match m in Placeholder().Matches(pattern))
        {
            regex.Append(Regex.Escape(pattern[at..m.Index]));
            at = m.Index + m.Length;
            var name = m.Groups[1].Value;
            if (_values.TryGetValue(name, out var bound) && !(RevisionsAreFree && name.StartsWith("rv", StringComparison.Ordinal)))
            {
                regex.Append(Regex.Escape(bound));
            }
            else if (names.Contains(name))
            {
                regex.Append(CultureInfo.InvariantCulture, $"\\{names.IndexOf(name) + 1}");
            }
            else
            {
                names.Add(name);
                regex.Append('(').Append(Shape(name)).Append(')');
            }
        }

        regex.Append(Regex.Escape(pattern[at..])).Append('$');
        var match = Regex.Match(actual, regex.ToString(), RegexOptions.Singleline);
        if (!match.Success)
        {
            return $"expected {pattern}, got {actual}";
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (char.IsDigit(names[i][^1]))
            {
                _values.TryAdd(names[i], match.Groups[i + 1].Value);
            }
        }

        return null;
    }

    private static string Shape(string name) => Trailing().Replace(name, "") switch
    {
        "uid" => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "rv" => "[0-9]+",
        "rand" => "[bcdfghjklmnpqrstvwxz2456789]{5}",
        "hash" => "[bcdfghjklmnpqrstvwxz2456789]{8,10}",
        "time" => "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        "microtime" => "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z",
        "nanotime" => "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{9}Z",
        "age" => "(?:[0-9]+[smhdy]|<unknown>|<invalid>)+",
        "nodePort" => "[0-9]+",
        _ => ".*",
    };

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"\\{\\{(nodePort\\d+)\\}\\}\"")]
    private static partial Regex QuotedNumber();

    [GeneratedRegex(@"\d+$")]
    private static partial Regex Trailing();
}
