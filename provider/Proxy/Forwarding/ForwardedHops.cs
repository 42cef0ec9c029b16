namespace Sluice.Proxy.Forwarding;

/// <summary>
/// Which of the addresses in X-Forwarded-For are believed. Every proxy appends the address that it saw, so with so many trusted proxies in
/// front as many addresses from the right were written by them; whatever stands left of these came from the client and may be made up.
/// </summary>
internal static class ForwardedHops
{
    /// <summary>How many of <paramref name="listed"/> addresses are left out, counted from the left.</summary>
    /// <param name="listed">Addresses in X-Forwarded-For as received.</param>
    /// <param name="trustedHops">Trusted proxies in front of this one.</param>
    public static int Untrusted(int listed, int trustedHops) => trustedHops == 0 ? 0 : Math.Max(0, listed - trustedHops);

    /// <summary>
    /// True where the request has passed all trusted proxies, so that X-Forwarded-Proto and -Host are theirs. One with fewer addresses has
    /// come in behind the outermost.
    /// </summary>
    public static bool ArePassed(int listed, int trustedHops) => trustedHops > 0 && listed >= trustedHops;

    /// <summary>The addresses in one value.</summary>
    public static int Count(ReadOnlySpan<byte> value) => value.IsEmpty ? 0 : value.Count((byte)',') + 1;

    /// <summary>A value without its first addresses.</summary>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> value, int count)
    {
        for (; count > 0; count--)
        {
            var comma = value.IndexOf((byte)',');
            value = comma < 0 ? default : value[(comma + 1)..].TrimStart(" \t"u8);
        }

        return value;
    }
}
