using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Sluice.GatewayApi.Core;

namespace Sluice.GatewayApi;

/// <summary>A kind of the model and how it is served.</summary>
/// <param name="Type">The class.</param>
/// <param name="Kind">Group, versions, plural and so on.</param>
public sealed record KnownKind(
    [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type Type,
    KubernetesKindAttribute Kind)
{
    /// <summary>Group and version, for example <c>gateway.networking.k8s.io/v1</c>.</summary>
    /// <param name="version">One of the served versions.</param>
    public string ApiVersion(string version) => Kind.Group.Length == 0 ? version : $"{Kind.Group}/{version}";
}

/// <summary>The kinds of the model, found by <c>apiVersion</c> and <c>kind</c>.</summary>
public static class KnownKinds
{
    private static readonly FrozenDictionary<(string ApiVersion, string Kind), KnownKind> ByVersion;

    static KnownKinds()
    {
        GatewayApi =
        [
            Known<GatewayClass>(), Known<Gateway>(), Known<HTTPRoute>(), Known<GRPCRoute>(), Known<TLSRoute>(), Known<TCPRoute>(),
            Known<UDPRoute>(), Known<ReferenceGrant>(), Known<ListenerSet>(), Known<BackendTLSPolicy>(), Known<XBackend>(),
            Known<XBackendTrafficPolicy>(), Known<XMesh>(),
        ];
        Core = [Known<Namespace>(), Known<Service>(), Known<Secret>(), Known<ConfigMap>(), Known<EndpointSlice>(), Known<Pod>()];
        ByVersion = GatewayApi.Concat(Core)
            .SelectMany(known => known.Kind.Versions.Select(version => (Key: (known.ApiVersion(version), known.Kind.Kind), Known: known)))
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Known);
    }

    /// <summary>The kinds of the Gateway API.</summary>
    public static IReadOnlyList<KnownKind> GatewayApi { get; }

    /// <summary>The kinds of Kubernetes itself that routing looks at; modelled as far as that needs.</summary>
    public static IReadOnlyList<KnownKind> Core { get; }

    /// <summary>The kind served under this version; null where the model has none.</summary>
    /// <param name="apiVersion">Group and version, as in <c>apiVersion:</c>.</param>
    /// <param name="kind">As in <c>kind:</c>.</param>
    public static KnownKind? Find(string apiVersion, string kind) => ByVersion.GetValueOrDefault((apiVersion, kind));

    /// <summary>The kind that a class models.</summary>
    /// <typeparam name="T">A kind of the model.</typeparam>
    public static KnownKind Of<T>()
        where T : KubernetesObject =>
        GatewayApi.Concat(Core).First(known => known.Type == typeof(T));

    private static KnownKind Known<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
        where T : KubernetesObject =>
        new(typeof(T), typeof(T).GetCustomAttribute<KubernetesKindAttribute>() ?? throw new InvalidOperationException($"{typeof(T)} carries no [KubernetesKind]."));
}
