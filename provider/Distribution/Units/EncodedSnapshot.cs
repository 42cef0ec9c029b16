using System.Collections.Immutable;
using System.Security.Cryptography;
using Sluice.Distribution.Protocol;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Units;

/// <summary>A routing snapshot ready to be sent: a set per kind and the hash of their content.</summary>
internal sealed class EncodedSnapshot
{
    public static readonly EncodedSnapshot Empty = new([.. UnitKinds.All.Select(EncodedSet.Empty)]);

    private EncodedSnapshot(ImmutableArray<EncodedSet> sets)
    {
        Sets = sets;
        ContentHash = HashOf(sets.Select(set => set.Hash));
    }

    /// <summary>One per kind, in the order of <see cref="UnitKinds.All"/>.</summary>
    public ImmutableArray<EncodedSet> Sets { get; }

    /// <summary>32 hexadecimal digits: equal for equal content, whoever computed it.</summary>
    public string ContentHash { get; }

    public static EncodedSnapshot Of(RoutingSnapshot snapshot, EncodedSnapshot previous)
    {
        var json = RoutingJson.Wire;
        return new EncodedSnapshot(
        [
            EncodedSet.Of(UnitKind.Listener, snapshot.Listeners, json.ListenerConfig, previous.Sets[0]),
            EncodedSet.Of(UnitKind.HttpRoute, snapshot.HttpRoutes, json.HttpRouteConfig, previous.Sets[1]),
            EncodedSet.Of(UnitKind.StreamRoute, snapshot.StreamRoutes, json.StreamRouteConfig, previous.Sets[2]),
            EncodedSet.Of(UnitKind.Backend, snapshot.Backends, json.BackendConfig, previous.Sets[3]),
            EncodedSet.Of(UnitKind.Certificate, snapshot.Certificates, json.CertificateConfig, previous.Sets[4]),
            EncodedSet.Of(UnitKind.ClientGroup, snapshot.ClientGroups, json.ClientGroupConfig, previous.Sets[5]),
        ]);
    }

    public static string HashOf(IEnumerable<UInt128> setHashes)
    {
        var bytes = setHashes.SelectMany(hash => EncodedSet.ToBytes(hash).ToByteArray()).ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
