using System.Collections.Immutable;
using Sluice.Distribution.Protocol;

namespace Sluice.Distribution.Units;

/// <summary>The kinds in the order in which they are sent and hashed.</summary>
internal static class UnitKinds
{
    public static readonly ImmutableArray<UnitKind> All =
        [UnitKind.Listener, UnitKind.HttpRoute, UnitKind.StreamRoute, UnitKind.Backend, UnitKind.Certificate, UnitKind.ClientGroup];
}
