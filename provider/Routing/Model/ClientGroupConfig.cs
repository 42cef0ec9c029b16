using System.Collections.Immutable;

namespace Sluice.Routing.Model;

/// <summary>The addresses of the clients of one namespace; only of namespaces that a <see cref="RouteAttachment.ClientNamespace"/> names.</summary>
public sealed record ClientGroupConfig
{
    /// <summary>Unit key: the namespace.</summary>
    public required string Name { get; init; }

    /// <summary>IPv4 and IPv6 addresses, sorted; an address is in one group at most.</summary>
    public required ImmutableArray<string> Addresses { get; init; }
}
