using System.Collections.Immutable;
using Sluice.GatewayApi;
using Sluice.Translation;

namespace Sluice.Control.Provisioning;

/// <summary>A port that clients reach a Gateway by.</summary>
internal readonly record struct ExposedPort(int Port, string Protocol) : IComparable<ExposedPort>
{
    /// <summary>Of a listener's protocol; null where nothing is exposed for it.</summary>
    public static ExposedPort? Of(int? port, string? protocol) => (port, protocol) switch
    {
        ({ } number, "HTTP" or "HTTPS" or "TLS" or "TCP") => new ExposedPort(number, "TCP"),
        ({ } number, "UDP") => new ExposedPort(number, "UDP"),
        _ => null,
    };

    public int CompareTo(ExposedPort other) => Port != other.Port ? Port.CompareTo(other.Port) : string.CompareOrdinal(Protocol, other.Protocol);
}

/// <summary>A Gateway for which proxies are deployed, and what they need.</summary>
internal sealed record GatewayWorkload
{
    public required Gateway Gateway { get; init; }

    public required string ClassName { get; init; }

    /// <summary>Sorted, without repetition.</summary>
    public required ImmutableArray<ExposedPort> Ports { get; init; }

    public ObjectKey Key => new(Gateway.Metadata?.Namespace ?? "", Gateway.Metadata?.Name ?? "");

    /// <summary>Name of everything that is made for it.</summary>
    public string ResourceName => ResourceNames.ForGateway(Key.Name, ClassName);
}

/// <summary>Where proxies find control, and by what they recognise it.</summary>
internal sealed record ControlLocation(string Address, string ServerName, string CaBundle);
