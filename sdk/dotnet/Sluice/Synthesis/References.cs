using System.Collections.Immutable;
using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Types.Inputs.Gateway.V1;

namespace Sluice.Synthesis;

/// <summary>References from routes to their parents and backends, and the grants they need.</summary>
internal static class References
{
    // A grant lists at most this many objects; beyond it, it names the kind only.
    private const int MaxGrantedNames = 16;

    public static ImmutableArray<ParentArgs> All(ParentArgs? parent, List<ParentArgs> parents) =>
        parent is null ? [.. parents] : [parent, .. parents];

    public static InputList<ParentReferenceArgs>? Parents(ImmutableArray<ParentArgs> parents) => Lists.OrNone(parents.Select(Parent));

    public static ParentReferenceArgs Parent(ParentArgs parent) => new()
    {
        Group = parent.Kind is null ? null : (Input<string>)parent.Kind.Apply(kind => kind == Kinds.Service ? Kinds.CoreGroup : Kinds.GatewayGroup),
        Kind = parent.Kind,
        Name = parent.Name,
        Namespace = parent.Namespace,
        SectionName = parent.Listener,
        Port = parent.Port,
    };

    /// <summary>Reference grants for the backends that live elsewhere, one per namespace.</summary>
    public static ImmutableArray<Named<ReferenceGrantArgs>> Grants(
        Gate gate, string route, string routeKind, Input<string>? routeNamespace, IEnumerable<BackendArgs> backends)
    {
        return
        [
            .. backends
                .Where(backend => backend.Namespace is not null && backend.Grant != false)
                .GroupBy(backend => backend.Namespace!, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Grant(gate, $"{route}-{group.Key}", group.Key, routeKind, routeNamespace!, [.. group.Select(To)])),
        ];
    }

    public static Named<ReferenceGrantArgs> Grant(
        Gate gate, string name, Input<string> @namespace, string fromKind, Input<string> fromNamespace, ImmutableArray<ReferenceGrantToArgs> to)
    {
        // One entry without a name covers every object of its kind.
        var entries = to.Length <= MaxGrantedNames ? to : [new ReferenceGrantToArgs { Group = to[0].Group, Kind = to[0].Kind }];
        return new Named<ReferenceGrantArgs>(name, new ReferenceGrantArgs
        {
            Metadata = Metadata.Of(gate, name, @namespace),
            Spec = new ReferenceGrantSpecArgs
            {
                From = new[] { new ReferenceGrantFromArgs { Group = Kinds.GatewayGroup, Kind = fromKind, Namespace = fromNamespace } },
                To = entries.ToArray(),
            },
        });
    }

    private static ReferenceGrantToArgs To(BackendArgs backend) => new()
    {
        Group = backend.Group ?? Kinds.CoreGroup,
        Kind = backend.Kind ?? Kinds.Service,
        Name = backend.Name,
    };
}
