using System.Collections.Immutable;
using Grpc.Core;

namespace Pulumi.Experimental.Provider;

/// <summary>The options of a component that is constructed for another program.</summary>
internal static class ConstructOptions
{
    public static ComponentResourceOptions FromWire(Pulumirpc.ConstructRequest request) => new()
    {
        Parent = request.Parent.Length > 0
            ? new DependencyResource(request.Parent)
            : throw new RpcException(new Status(StatusCode.InvalidArgument, "Parent must be set for Component Providers.")),
        Aliases = [.. request.Aliases.Select(alias => (Input<Alias>)AliasUrns.FromWire(alias))],
        DependsOn = References(request.Dependencies),
        ReplaceWith = References(request.ReplaceWith),
        Protect = request.Protect,
        RetainOnDelete = request.RetainOnDelete,
        Providers = [.. request.Providers.Values.Select(reference => new DependencyProviderResource(reference))],
        CustomTimeouts = request.CustomTimeouts is null ? null : new CustomTimeouts
        {
            Create = WireDuration.Parse(request.CustomTimeouts.Create),
            Update = WireDuration.Parse(request.CustomTimeouts.Update),
            Delete = WireDuration.Parse(request.CustomTimeouts.Delete),
        },
        DeletedWith = request.DeletedWith.Length == 0 ? null : new DependencyResource(request.DeletedWith),
        IgnoreChanges = [.. request.IgnoreChanges],
        ReplaceOnChanges = [.. request.ReplaceOnChanges],
        Hooks = HookReferences.FromWire(request.ResourceHooks),
    };

    private static ImmutableArray<Resource> References(IEnumerable<string> urns) => [.. urns.Select(urn => new DependencyResource(urn))];
}
