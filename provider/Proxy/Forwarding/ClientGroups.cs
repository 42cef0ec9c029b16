using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Sluice.Routing.Model;

namespace Sluice.Proxy.Forwarding;

/// <summary>Namespaces of clients by their address, as far as a route depends on it.</summary>
internal sealed class ClientGroups
{
    public static readonly ClientGroups Empty = new(ImmutableDictionary<string, ClientGroupConfig>.Empty);

    private readonly ImmutableDictionary<string, ClientGroupConfig> _source;
    private readonly FrozenDictionary<IPAddress, string> _namespaces;

    private ClientGroups(ImmutableDictionary<string, ClientGroupConfig> source)
    {
        _source = source;
        var namespaces = new Dictionary<IPAddress, string>();
        foreach (var group in source.Values)
        {
            foreach (var text in group.Addresses)
            {
                if (IPAddress.TryParse(text, out var address))
                {
                    namespaces[address] = group.Name;
                }
            }
        }

        _namespaces = namespaces.ToFrozenDictionary();
    }

    /// <summary>Those of a snapshot; the previous ones where it has the same.</summary>
    public static ClientGroups Of(ImmutableDictionary<string, ClientGroupConfig> groups, ClientGroups previous) =>
        ReferenceEquals(groups, previous._source) ? previous : new ClientGroups(groups);

    public bool IsEmpty => _namespaces.Count == 0;

    /// <summary>Null where no route depends on the client.</summary>
    public string? NamespaceOf(IPAddress client) => _namespaces.Count == 0 ? null : _namespaces.GetValueOrDefault(client);
}
