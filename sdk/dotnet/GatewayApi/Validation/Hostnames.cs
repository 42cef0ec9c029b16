using System.Net;
using System.Net.Sockets;

namespace Sluice.GatewayApi.Validation;

/// <summary>Host names of the Gateway API: lower-case DNS names, some of them with a leading wildcard label.</summary>
public static class Hostnames
{
    /// <summary>True for a DNS name of at most 253 characters without a wildcard.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPrecise(string name) => name.Length is > 0 and <= 253 && SchemaTable.Compile(Patterns.DnsSubdomain).IsMatch(name);

    /// <summary>True for a DNS name of at most 253 characters, optionally with <c>*.</c> in front.</summary>
    /// <param name="name">The name.</param>
    public static bool IsValid(string name) => name.Length is > 0 and <= 253 && SchemaTable.Compile(Patterns.Hostname).IsMatch(name);

    /// <summary>
    /// The names that both sides cover, in the more specific form: <c>*.example.com</c> and <c>a.example.com</c> give <c>a.example.com</c>.
    /// An empty text covers every name.
    /// </summary>
    /// <param name="first">A name, a wildcard name or the empty text.</param>
    /// <param name="second">A name, a wildcard name or the empty text.</param>
    /// <returns>Null where they have nothing in common.</returns>
    public static string? Intersect(string first, string second)
    {
        if (first.Length == 0 || first == second)
        {
            return second;
        }

        if (second.Length == 0)
        {
            return first;
        }

        if (Covers(first, second))
        {
            return second;
        }

        return Covers(second, first) ? first : null;
    }

    /// <summary>True where a wildcard name covers another name: any number of labels, at least one, may stand for the asterisk.</summary>
    /// <param name="wildcard">For example <c>*.example.com</c>.</param>
    /// <param name="name">A name or wildcard name.</param>
    public static bool Covers(string wildcard, string name) =>
        wildcard.StartsWith("*.", StringComparison.Ordinal) && name.Length > wildcard.Length - 1 && name.AsSpan().EndsWith(wildcard.AsSpan(1), StringComparison.Ordinal);

    /// <summary>True for an IPv4 address in four decimal parts without leading zeros, or an IPv6 address without zone that is no IPv4 address in disguise.</summary>
    /// <param name="text">The text.</param>
    public static bool IsStrictIPAddress(string text)
    {
        if (text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? !address.IsIPv4MappedToIPv6 : address.ToString() == text;
    }
}
