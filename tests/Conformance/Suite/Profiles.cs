using System.Collections.Immutable;
using static Sluice.Conformance.Tests.Suite.Features;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>A conformance profile: a test counts in it if all its features are core or extended there, and as extended if one is not core.</summary>
internal sealed record Profile(string Name, ImmutableHashSet<string> Core, ImmutableHashSet<string> Extended)
{
    private static readonly ImmutableHashSet<string> AnyGateway =
    [
        GatewayAddressEmpty, GatewayBackendClientCertificate, GatewayFrontendClientCertificateValidation,
        GatewayFrontendClientCertificateValidationInsecureFallback, GatewayHTTPListenerIsolation, GatewayHTTPSListenerDetectMisdirectedRequests,
        GatewayInfrastructurePropagation, GatewayPort8080, GatewayStaticAddresses, Features.ListenerSet,
    ];

    private static readonly ImmutableHashSet<string> AnyMesh =
    [
        MeshClusterIPMatching, Features.MeshConsumerRoute, MeshHTTPRouteBackendRequestHeaderModification, MeshHTTPRouteNamedRouteRule, MeshHTTPRouteQueryParamMatching,
        Features.MeshHTTPRouteRedirectPath, Features.MeshHTTPRouteRedirectPort, Features.MeshHTTPRouteRewritePath, Features.MeshHTTPRouteSchemeRedirect,
    ];

    public static ImmutableArray<Profile> All { get; } =
    [
        new("GATEWAY-HTTP", [Features.Gateway, Features.ReferenceGrant, Features.HTTPRoute],
            AnyGateway.Union(
            [
                HTTPRoute303RedirectStatusCode, HTTPRoute307RedirectStatusCode, HTTPRoute308RedirectStatusCode, HTTPRouteBackendProtocolH2C,
                HTTPRouteBackendProtocolWebSocket, HTTPRouteBackendRequestHeaderModification, HTTPRouteBackendTimeout, HTTPRouteCORS,
                HTTPRouteDestinationPortMatching, HTTPRouteHostRewrite, HTTPRouteMethodMatching, HTTPRouteNamedRouteRule, HTTPRouteParentRefPort,
                HTTPRoutePathRedirect, HTTPRoutePathRewrite, HTTPRoutePortRedirect, HTTPRouteQueryParamMatching, HTTPRouteRequestMirror,
                HTTPRouteRequestMultipleMirrors, HTTPRouteRequestPercentageMirror, HTTPRouteRequestTimeout, HTTPRouteResponseHeaderModification,
                HTTPRouteRetry, HTTPRouteRetryBackendTimeout, HTTPRouteRetryConnectionError, HTTPRouteSchemeRedirect,
                Features.BackendTLSPolicy, BackendTLSPolicySANValidation,
            ])),
        new("GATEWAY-TLS", [Features.Gateway, Features.ReferenceGrant, Features.TLSRoute], AnyGateway.Union([TLSRouteModeMixed, TLSRouteModeTerminate])),
        new("GATEWAY-TCP", [Features.Gateway, Features.TCPRoute, Features.ReferenceGrant], AnyGateway.Add(Features.TCPRoute)),
        new("GATEWAY-UDP", [Features.Gateway, Features.UDPRoute, Features.ReferenceGrant], AnyGateway.Add(Features.UDPRoute)),
        new("GATEWAY-GRPC", [Features.Gateway, Features.ReferenceGrant, Features.GRPCRoute], AnyGateway),
        new("MESH-HTTP", [Mesh, Features.HTTPRoute], AnyMesh),
        new("MESH-GRPC", [Mesh, Features.GRPCRoute], AnyMesh),
    ];

    /// <summary>What a GatewayClass claims: every feature of the profiles of gateways and the one that none of them has, sorted.</summary>
    public static IEnumerable<string> GatewayFeatures =>
        All.Where(profile => !profile.Core.Contains(Mesh)).SelectMany(profile => profile.Core.Union(profile.Extended)).Append(GRPCRouteNamedRouteRule).Distinct().Order(StringComparer.Ordinal);

    public bool Counts(CaseOutcome outcome) => outcome.Features.All(feature => Core.Contains(feature) || Extended.Contains(feature));

    public bool IsExtended(CaseOutcome outcome) => outcome.Features.Any(feature => !Core.Contains(feature));
}
