using System.Collections.Immutable;
using Pulumi.Experimental.Provider;

namespace Sluice.Plugin;

/// <summary>The package that programs in every language see.</summary>
internal static class SluicePackage
{
    private static readonly Metadata Metadata = new(ComponentTypes.Package, "sluice-dev", Version, "Sluice");

    /// <summary>The components, which is everything a program may create; their tokens are in <see cref="ComponentTypes"/>.</summary>
    private static readonly ImmutableArray<Type> Components =
    [
        typeof(SluicePlatform),
        typeof(SharedGateway),
        typeof(TlsListener),
        typeof(WebRoute),
        typeof(CanaryRoute),
        typeof(GrpcRouteSet),
        typeof(TcpSplit),
        typeof(UdpForward),
        typeof(TlsPassthrough),
        typeof(MeshService),
    ];

    public static string Version => typeof(SluicePackage).Assembly.GetName().Version!.ToString(3);

    public static Provider CreateProvider() => new ComponentProvider(typeof(SharedGateway).Assembly, Metadata, [.. Components]);
}
