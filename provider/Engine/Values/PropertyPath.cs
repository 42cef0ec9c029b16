using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sluice.Engine.Values;

/// <summary>A path into a value: <c>spec.rules[0]["a.b"].*</c>. Steps are names, indices or the wildcard <c>*</c>.</summary>
internal sealed class PropertyPath
{
    public const string Wildcard = "*";

    private readonly ImmutableArray<object> _steps;

    private PropertyPath(ImmutableArray<object> steps) => _steps = steps;

    public static PropertyPath Root { get; } = new([]);

    /// <summary>The steps: <see cref="string"/> names (or <see cref="Wildcard"/>) and <see cref="int"/> indices.</summary>
    public ImmutableArray<object> Steps => _steps;

    public static PropertyPath Of(params object[] steps) => new([.. steps]);

    public PropertyPath Then(object step) => new(_steps.Add(step));

    /// <summary>Reads a path; null when it is malformed.</summary>
    public static PropertyPath? Parse(string text)
    {
        var steps = ImmutableArray.CreateBuilder<object>();
        var i = 0;
        while (i < text.Length)
        {
            switch (text[i])
            {
                case '.':
                    i++;
                    if (i == text.Length || text[i] == '.')
                    {
                        return null;
                    }

                    break;
                case '[' when i + 1 < text.Length && text[i + 1] == '"':
                    var name = new StringBuilder();
                    for (i += 2; i < text.Length && text[i] != '"'; i++)
                    {
                        if (text[i] == '\\' && i + 1 < text.Length)
                        {
                            i++;
                        }

                        name.Append(text[i]);
                    }

                    if (i + 1 >= text.Length || text[i + 1] != ']')
                    {
                        return null;
                    }

                    steps.Add(name.ToString());
                    i += 2;
                    break;
                case '[':
                    var close = text.IndexOf(']', i);
                    if (close < 0)
                    {
                        return null;
                    }

                    var inner = text[(i + 1)..close];
                    if (inner == Wildcard)
                    {
                        steps.Add(Wildcard);
                    }
                    else if (int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    {
                        steps.Add(index);
                    }
                    else
                    {
                        return null;
                    }

                    i = close + 1;
                    break;
                default:
                    var end = text.AsSpan(i).IndexOfAny('.', '[');
                    end = end < 0 ? text.Length : i + end;
                    steps.Add(text[i..end]);
                    i = end;
                    break;
            }
        }

        return new PropertyPath(steps.ToImmutable());
    }

    /// <summary>Whether this path, with its wildcards, names <paramref name="other"/> or something above it.</summary>
    public bool Contains(PropertyPath other) =>
        _steps.Length <= other._steps.Length
        && _steps.Zip(other._steps).All(static p => p.First is Wildcard || p.First.Equals(p.Second));

    public PropertyValue? Get(PropertyValue? root)
    {
        foreach (var step in _steps)
        {
            root = step switch
            {
                string name => root?.AsMap?[name],
                int index => root?.AsList is { } items && index < items.Length ? items[index] : null,
                _ => null,
            };
        }

        return root;
    }

    /// <summary>
    /// Makes <paramref name="target"/> agree with <paramref name="source"/> at this path: the value is copied, or removed where the
    /// source has none. Returns null where the path cannot be walked in the target.
    /// </summary>
    public PropertyValue? Reset(PropertyValue? source, PropertyValue target) => Reset(source, target, 0);

    private PropertyValue? Reset(PropertyValue? source, PropertyValue target, int at)
    {
        if (at == _steps.Length)
        {
            return source ?? target;
        }

        if (target is PropertyValue.Secret secret)
        {
            return Reset(source, secret.Element, at) is { } inner ? PropertyValue.SecretOf(inner) : null;
        }

        var last = at == _steps.Length - 1;
        switch (_steps[at])
        {
            case Wildcard when target.AsMap is { } members:
                var names = members.Names.Concat(source?.AsMap?.Names ?? []).Distinct(StringComparer.Ordinal);
                return names.Aggregate((PropertyValue?)target, (t, name) => t is null ? null : new PropertyPath(_steps.SetItem(at, name)).Reset(source, t, at) ?? t);
            case Wildcard when target.AsList is { } items:
                return Enumerable.Range(0, items.Length).Aggregate((PropertyValue?)target, (t, i) => t is null ? null : new PropertyPath(_steps.SetItem(at, i)).Reset(source, t, at) ?? t);
            case string name when target.AsMap is { } members:
                var old = source?.AsMap?[name];
                if (last)
                {
                    return old is null ? members.Without(name) : members.With(name, old);
                }

                return members[name] is { } child && Reset(old, child, at + 1) is { } changed ? new PropertyValue.Map(members.With(name, changed)) : null;
            case int index when target.AsList is { } items && index < items.Length && source?.AsList is { } olds && index < olds.Length:
                return Reset(olds[index], items[index], at + 1) is { } item ? PropertyValue.ListOf(items.SetItem(index, item)) : null;
            default:
                return null;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in _steps)
        {
            switch (step)
            {
                case int index:
                    text.Append(CultureInfo.InvariantCulture, $"[{index}]");
                    break;
                case string name when name.AsSpan().IndexOfAny(".[]\"") >= 0:
                    text.Append("[\"").Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"]");
                    break;
                default:
                    text.Append(text.Length > 0 ? "." : "").Append(step);
                    break;
            }
        }

        return text.ToString();
    }
}
