namespace Sluice.Conformance.Tests.Suite;

/// <summary>Feature names of Gateway API v1.6.1 as they appear in reports and in GatewayClass status.</summary>
internal static class Features
{
    public const string Gateway = nameof(Gateway);
    public const string GatewayAddressEmpty = nameof(GatewayAddressEmpty);
    public const string GatewayBackendClientCertificate = nameof(GatewayBackendClientCertificate);
    public const string GatewayFrontendClientCertificateValidation = nameof(GatewayFrontendClientCertificateValidation);
    public const string GatewayFrontendClientCertificateValidationInsecureFallback = nameof(GatewayFrontendClientCertificateValidationInsecureFallback);
    public const string GatewayHTTPListenerIsolation = nameof(GatewayHTTPListenerIsolation);
    public const string GatewayHTTPSListenerDetectMisdirectedRequests = nameof(GatewayHTTPSListenerDetectMisdirectedRequests);
    public const string GatewayInfrastructurePropagation = nameof(GatewayInfrastructurePropagation);
    public const string GatewayPort8080 = nameof(GatewayPort8080);
    public const string GatewayStaticAddresses = nameof(GatewayStaticAddresses);
    public const string ListenerSet = nameof(ListenerSet);
    public const string ReferenceGrant = nameof(ReferenceGrant);
    public const string HTTPRoute = nameof(HTTPRoute);
    public const string HTTPRoute303RedirectStatusCode = nameof(HTTPRoute303RedirectStatusCode);
    public const string HTTPRoute307RedirectStatusCode = nameof(HTTPRoute307RedirectStatusCode);
    public const string HTTPRoute308RedirectStatusCode = nameof(HTTPRoute308RedirectStatusCode);
    public const string HTTPRouteBackendProtocolH2C = nameof(HTTPRouteBackendProtocolH2C);
    public const string HTTPRouteBackendProtocolWebSocket = nameof(HTTPRouteBackendProtocolWebSocket);
    public const string HTTPRouteBackendRequestHeaderModification = nameof(HTTPRouteBackendRequestHeaderModification);
    public const string HTTPRouteBackendTimeout = nameof(HTTPRouteBackendTimeout);
    public const string HTTPRouteCORS = nameof(HTTPRouteCORS);
    public const string HTTPRouteDestinationPortMatching = nameof(HTTPRouteDestinationPortMatching);
    public const string HTTPRouteHostRewrite = nameof(HTTPRouteHostRewrite);
    public const string HTTPRouteMethodMatching = nameof(HTTPRouteMethodMatching);
    public const string HTTPRouteNamedRouteRule = nameof(HTTPRouteNamedRouteRule);
    public const string HTTPRouteParentRefPort = nameof(HTTPRouteParentRefPort);
    public const string HTTPRoutePathRedirect = nameof(HTTPRoutePathRedirect);
    public const string HTTPRoutePathRewrite = nameof(HTTPRoutePathRewrite);
    public const string HTTPRoutePortRedirect = nameof(HTTPRoutePortRedirect);
    public const string HTTPRouteQueryParamMatching = nameof(HTTPRouteQueryParamMatching);
    public const string HTTPRouteRequestMirror = nameof(HTTPRouteRequestMirror);
    public const string HTTPRouteRequestMultipleMirrors = nameof(HTTPRouteRequestMultipleMirrors);
    public const string HTTPRouteRequestPercentageMirror = nameof(HTTPRouteRequestPercentageMirror);
    public const string HTTPRouteRequestTimeout = nameof(HTTPRouteRequestTimeout);
    public const string HTTPRouteResponseHeaderModification = nameof(HTTPRouteResponseHeaderModification);
    public const string HTTPRouteRetry = nameof(HTTPRouteRetry);
    public const string HTTPRouteRetryBackendTimeout = nameof(HTTPRouteRetryBackendTimeout);
    public const string HTTPRouteRetryConnectionError = nameof(HTTPRouteRetryConnectionError);
    public const string HTTPRouteSchemeRedirect = nameof(HTTPRouteSchemeRedirect);
    public const string BackendTLSPolicy = nameof(BackendTLSPolicy);
    public const string BackendTLSPolicySANValidation = nameof(BackendTLSPolicySANValidation);
    public const string GRPCRoute = nameof(GRPCRoute);
    public const string GRPCRouteNamedRouteRule = nameof(GRPCRouteNamedRouteRule);
    public const string TLSRoute = nameof(TLSRoute);
    public const string TLSRouteModeMixed = nameof(TLSRouteModeMixed);
    public const string TLSRouteModeTerminate = nameof(TLSRouteModeTerminate);
    public const string TCPRoute = nameof(TCPRoute);
    public const string UDPRoute = nameof(UDPRoute);
}
