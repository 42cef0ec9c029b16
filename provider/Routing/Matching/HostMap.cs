using System.Text;

namespace Sluice.Routing.Matching;

/// <summary>
/// Hostname patterns to values; finds the most specific pattern that covers a host: exact, then the wildcard with the longest suffix,
/// then the empty pattern. Persistent, like <see cref="ByteMap{T}"/>.
/// </summary>
internal sealed class HostMap<T>
    where T : class
{
    public static readonly HostMap<T> Empty = new(ByteMap<T>.Empty, ByteMap<T>.Empty, null);

    private readonly ByteMap<T> _exact;
    private readonly ByteMap<T> _suffixes;
    private readonly T? _any;

    private HostMap(ByteMap<T> exact, ByteMap<T> suffixes, T? any)
    {
        _exact = exact;
        _suffixes = suffixes;
        _any = any;
    }

    public bool IsEmpty => _exact.Count == 0 && _suffixes.Count == 0 && _any is null;

    /// <summary>The value stored for exactly this pattern.</summary>
    public T? Get(string pattern) =>
        pattern.Length == 0 ? _any : IsWildcard(pattern) ? _suffixes.Find(Key(pattern)) : _exact.Find(Key(pattern));

    public HostMap<T> With(string pattern, T? value, EditToken token)
    {
        if (pattern.Length == 0)
        {
            return new(_exact, _suffixes, value);
        }

        return IsWildcard(pattern)
            ? new(_exact, _suffixes.With(Key(pattern), value, token), _any)
            : new(_exact.With(Key(pattern), value, token), _suffixes, _any);
    }

    /// <summary>Starts at the most specific pattern that covers the host; <see cref="Lookup.Next"/> goes on to less specific ones.</summary>
    public Lookup Find(ReadOnlySpan<byte> host) => new(this, host);

    public T? FindBest(ReadOnlySpan<byte> host) => Find(host).Next();

    public IEnumerable<KeyValuePair<string, T>> Entries()
    {
        foreach (var (key, value) in _exact.Entries())
        {
            yield return new(Encoding.ASCII.GetString(key), value);
        }

        foreach (var (key, value) in _suffixes.Entries())
        {
            yield return new("*" + Encoding.ASCII.GetString(key), value);
        }

        if (_any is not null)
        {
            yield return new("", _any);
        }
    }

    private static bool IsWildcard(string pattern) => pattern.StartsWith("*.", StringComparison.Ordinal);

    // Wildcards are keyed by their suffix with its dot: "*.example.com" is ".example.com".
    private static byte[] Key(string pattern) =>
        Encoding.ASCII.GetBytes((IsWildcard(pattern) ? pattern[1..] : pattern).ToLowerInvariant());

    /// <summary>Walks from the most to the least specific pattern.</summary>
    public ref struct Lookup
    {
        private readonly HostMap<T> _map;
        private ReadOnlySpan<byte> _rest;
        private Stage _stage;

        internal Lookup(HostMap<T> map, ReadOnlySpan<byte> host)
        {
            _map = map;
            _rest = host;
            _stage = Stage.Exact;
        }

        private enum Stage
        {
            Exact,
            Wildcard,
            Any,
            Done,
        }

        public T? Next()
        {
            if (_stage == Stage.Exact)
            {
                _stage = _map._suffixes.Count == 0 ? Stage.Any : Stage.Wildcard;
                if (_map._exact.Find(_rest) is { } exact)
                {
                    return exact;
                }
            }

            while (_stage == Stage.Wildcard)
            {
                // The wildcard stands for at least one label, so the search starts behind the first.
                var dot = _rest.Length > 1 ? _rest[1..].IndexOf((byte)'.') : -1;
                if (dot < 0)
                {
                    _stage = Stage.Any;
                    break;
                }

                _rest = _rest[(dot + 1)..];
                if (_map._suffixes.Find(_rest) is { } wildcard)
                {
                    return wildcard;
                }
            }

            if (_stage == Stage.Any)
            {
                _stage = Stage.Done;
                return _map._any;
            }

            return null;
        }
    }
}
