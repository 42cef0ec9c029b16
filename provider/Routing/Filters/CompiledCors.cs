using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;

namespace Sluice.Routing.Filters;

/// <summary>A CORS filter ready to answer preflights and to mark responses (Fetch standard, GEP-1767).</summary>
public sealed class CompiledCors
{
    private readonly Cors _config;
    private readonly bool _anyOrigin;
    private readonly string? _exposedHeaders;

    public CompiledCors(Cors config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _anyOrigin = config.AllowOrigins.Contains("*");
        _exposedHeaders = config.ExposeHeaders.IsEmpty ? null : string.Join(", ", config.ExposeHeaders);
    }

    /// <summary>True for an OPTIONS request with Origin and Access-Control-Request-Method.</summary>
    public static bool IsPreflight(in RequestHead head) =>
        head.Method.SequenceEqual("OPTIONS"u8) && head.TryGetHeader("origin"u8, out _) && head.TryGetHeader("access-control-request-method"u8, out _);

    /// <summary>Headers of the 204 answer to a preflight; empty where the origin is not allowed.</summary>
    public ImmutableArray<HeaderValue> Preflight(in RequestHead head)
    {
        if (!TryAllowOrigin(head, out var headers))
        {
            return [];
        }

        AddExposed(headers);
        AddList(headers, "Access-Control-Allow-Methods", _config.AllowMethods, head, "access-control-request-method"u8);
        AddList(headers, "Access-Control-Allow-Headers", _config.AllowHeaders, head, "access-control-request-headers"u8);
        headers.Add(new("Access-Control-Max-Age", ((long)_config.MaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        return headers.ToImmutable();
    }

    /// <summary>Headers to add to the response of an actual request; empty where there is no allowed Origin.</summary>
    public ImmutableArray<HeaderValue> Response(in RequestHead head)
    {
        if (!TryAllowOrigin(head, out var headers))
        {
            return [];
        }

        AddExposed(headers);
        return headers.ToImmutable();
    }

    private void AddExposed(ImmutableArray<HeaderValue>.Builder headers)
    {
        if (_exposedHeaders is not null)
        {
            headers.Add(new("Access-Control-Expose-Headers", _exposedHeaders));
        }
    }

    private bool TryAllowOrigin(in RequestHead head, out ImmutableArray<HeaderValue>.Builder headers)
    {
        headers = ImmutableArray.CreateBuilder<HeaderValue>();
        if (!head.TryGetHeader("origin"u8, out var bytes))
        {
            return false;
        }

        var origin = Encoding.UTF8.GetString(bytes);
        if (!_anyOrigin && !_config.AllowOrigins.Any(allowed => OriginMatches(allowed, origin)))
        {
            return false;
        }

        // With credentials a browser refuses "*", so the origin itself is named and caches are told.
        var wildcard = _anyOrigin && !_config.AllowCredentials;
        headers.Add(new("Access-Control-Allow-Origin", wildcard ? "*" : origin));
        if (_config.AllowCredentials)
        {
            headers.Add(new("Access-Control-Allow-Credentials", "true"));
        }

        if (!wildcard)
        {
            headers.Add(new("Vary", "Origin"));
        }

        return true;
    }

    private void AddList(ImmutableArray<HeaderValue>.Builder headers, string name, ImmutableArray<string> allowed, in RequestHead head, ReadOnlySpan<byte> asked)
    {
        if (allowed.IsEmpty)
        {
            return;
        }

        // "*" is literal for credentialed requests, so what was asked for is echoed.
        if (allowed.Contains("*") && _config.AllowCredentials)
        {
            if (head.TryGetHeader(asked, out var requested))
            {
                headers.Add(new(name, Encoding.UTF8.GetString(requested)));
            }

            return;
        }

        headers.Add(new(name, string.Join(", ", allowed)));
    }

    private static bool OriginMatches(string allowed, string origin)
    {
        var star = allowed.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase);
        }

        var prefix = allowed.AsSpan(0, star);
        var suffix = allowed.AsSpan(star + 1);
        return origin.Length > prefix.Length + suffix.Length
            && origin.AsSpan().StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && origin.AsSpan().EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            && origin.AsSpan(prefix.Length, origin.Length - prefix.Length - suffix.Length).IndexOfAny('/', ':') < 0;
    }
}
