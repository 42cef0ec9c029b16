using System.Net;

namespace Sluice.Proxy;

public enum AccessLogFormat
{
    None,

    /// <summary>One line per request, with the fields of Envoy's default format.</summary>
    Text,

    /// <summary>One JSON object per request, with the same fields.</summary>
    Json,
}

/// <summary>Options of a <see cref="ProxyServer"/>; checked once by its constructor.</summary>
public sealed record ProxyOptions
{
    /// <summary>Where listeners bind; <see cref="IPAddress.IPv6Any"/> serves IPv4 too.</summary>
    public IPAddress BindAddress { get; init; } = ProxyDefaults.AllAddresses;

    /// <summary>Added to listener ports below 1024 when binding, for processes that may not bind them. 0: bound as they are.</summary>
    public int PrivilegedPortOffset { get; init; }

    public ProxyLimits Limits { get; init; } = new();

    public AccessLogFormat AccessLog { get; init; } = AccessLogFormat.Text;

    /// <summary>Where the access log goes. Null: standard output.</summary>
    public Stream? AccessLogTarget { get; init; }

    /// <summary>
    /// Proxies in front of this one. 0: X-Forwarded-Proto and -Host that clients send are replaced, X-Forwarded-For is appended to. More: so
    /// many addresses from the right of X-Forwarded-For are believed and those left of them dropped, and the other two fields are kept
    /// where the request has passed all of these proxies.
    /// </summary>
    public int TrustedHops { get; init; }

    /// <summary>How long connections may go on after their listener is gone or the proxy drains.</summary>
    public TimeSpan DrainTime { get; init; } = ProxyDefaults.DrainTime;

    /// <summary>Every TCP connection starts with a PROXY protocol header (version 1 or 2), whose source address is taken.</summary>
    public bool ProxyProtocol { get; init; }

    /// <summary>Seed of weights and percentages; null: random. For tests.</summary>
    public int? RandomSeed { get; init; }

    internal List<string> Problems()
    {
        var problems = new List<string>();
        if (PrivilegedPortOffset is < 0 or > 64511)
        {
            problems.Add($"{nameof(PrivilegedPortOffset)} is {PrivilegedPortOffset}; allowed is 0 to 64511. Use 0 to bind ports as they are.");
        }

        if (TrustedHops is < 0 or > 16)
        {
            problems.Add($"{nameof(TrustedHops)} is {TrustedHops}; allowed is 0 to 16. Count the proxies between the clients and this one.");
        }

        if (DrainTime < TimeSpan.Zero)
        {
            problems.Add($"{nameof(DrainTime)} is {DrainTime}; allowed is zero or more.");
        }

        Limits.Check(problems);
        return problems;
    }
}
