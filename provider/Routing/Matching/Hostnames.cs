namespace Sluice.Routing.Matching;

/// <summary>Hostnames on the wire and in configuration.</summary>
public static class Hostnames
{
    /// <summary>The longest DNS name with its trailing dot.</summary>
    public const int MaxLength = 255;

    /// <summary>
    /// Lower-cases an authority (<c>Host</c>, <c>:authority</c>, SNI) and strips port and trailing dot. IPv6 literals keep their brackets.
    /// </summary>
    /// <returns>The length written, or -1 where the authority does not fit <paramref name="destination"/> or is malformed.</returns>
    public static int Normalize(ReadOnlySpan<byte> authority, Span<byte> destination)
    {
        var host = authority;
        if (!host.IsEmpty && host[0] == (byte)'[')
        {
            var end = host.IndexOf((byte)']');
            if (end < 0)
            {
                return -1;
            }

            host = host[..(end + 1)];
        }
        else
        {
            var colon = host.IndexOf((byte)':');
            if (colon >= 0)
            {
                host = host[..colon];
            }
        }

        if (!host.IsEmpty && host[^1] == (byte)'.')
        {
            host = host[..^1];
        }

        if (host.Length > destination.Length)
        {
            return -1;
        }

        for (var i = 0; i < host.Length; i++)
        {
            var b = host[i];
            destination[i] = (uint)(b - 'A') <= 'Z' - 'A' ? (byte)(b | 0x20) : b;
        }

        return host.Length;
    }

    /// <summary>
    /// True where <paramref name="pattern"/> (exact, <c>*.suffix</c> or empty) covers <paramref name="host"/>; a wildcard stands for one or more labels.
    /// </summary>
    public static bool Covers(string pattern, string host)
    {
        if (pattern.Length == 0)
        {
            return true;
        }

        return pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > pattern.Length - 1 && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
    }
}
