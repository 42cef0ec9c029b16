using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>The conditions of a match beside its path: method, headers, query parameters. All hold together.</summary>
internal sealed class RequestConditions
{
    private readonly byte[]? _method;
    private readonly Condition[] _headers;
    private readonly Condition[] _queryParams;

    private RequestConditions(byte[]? method, Condition[] headers, Condition[] queryParams)
    {
        _method = method;
        _headers = headers;
        _queryParams = queryParams;
    }

    public bool HasMethod => _method is not null;

    public int HeaderCount => _headers.Length;

    public int QueryParamCount => _queryParams.Length;

    public static RequestConditions Compile(HttpMatch match) => new(
        match.Method is { } method ? Encoding.ASCII.GetBytes(method) : null,
        Compile(match.Headers, lowerCase: true),
        Compile(match.QueryParams, lowerCase: false));

    public bool Hold(in RequestHead head)
    {
        if (_method is not null && !head.Method.SequenceEqual(_method))
        {
            return false;
        }

        foreach (ref readonly var condition in _headers.AsSpan())
        {
            if (!HeaderHolds(condition, head))
            {
                return false;
            }
        }

        foreach (ref readonly var condition in _queryParams.AsSpan())
        {
            if (!QueryParamHolds(condition, head.Query))
            {
                return false;
            }
        }

        return true;
    }

    private static Condition[] Compile(ImmutableArray<NamedMatch> matches, bool lowerCase)
    {
        // Of several conditions on an equivalent name only the first counts (HTTPHeaderMatch, HTTPQueryParamMatch).
        var seen = new HashSet<string>(lowerCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        return [.. matches.Where(match => seen.Add(match.Name)).Select(match => Condition.Compile(match, lowerCase))];
    }

    private static bool HeaderHolds(in Condition condition, in RequestHead head)
    {
        foreach (ref readonly var field in head.Headers)
        {
            if (field.NameLength == condition.Name.Length
                && Ascii.EqualsIgnoreCase(head.Name(field), condition.Name)
                && condition.Holds(head.Value(field)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool QueryParamHolds(in Condition condition, ReadOnlySpan<byte> query)
    {
        while (!query.IsEmpty)
        {
            var end = query.IndexOf((byte)'&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? default : pair[(equals + 1)..];
            if (FormDecoding.Equal(name, condition.Name))
            {
                // A repeated parameter counts with its first value, as Go's url.Values.Get reads it.
                return condition.Regex is null ? FormDecoding.Equal(value, condition.Value) : condition.Holds(FormDecoding.Decode(value));
            }
        }

        return false;
    }

    private readonly record struct Condition(byte[] Name, byte[] Value, Regex? Regex, bool NeverHolds)
    {
        public static Condition Compile(NamedMatch match, bool lowerCase)
        {
            var name = Encoding.UTF8.GetBytes(lowerCase ? match.Name.ToLowerInvariant() : match.Name);
            if (match.Kind == ValueMatchKind.Exact)
            {
                return new(name, Encoding.UTF8.GetBytes(match.Value), null, false);
            }

            return RegularExpressions.TryCompile(match.Value, out var regex, out _)
                ? new(name, [], regex, false)
                : new(name, [], null, NeverHolds: true);
        }

        public bool Holds(ReadOnlySpan<byte> value) =>
            !NeverHolds && (Regex is null ? value.SequenceEqual(Value) : RegularExpressions.IsMatch(Regex, value));
    }
}
