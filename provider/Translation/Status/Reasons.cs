namespace Sluice.Translation.Status;

/// <summary>Reasons of conditions, as the Gateway API names them. "With" says which condition uses it.</summary>
internal static class Reasons
{
    // With Accepted=True.
    public const string Accepted = "Accepted";

    // With Accepted of a Gateway or ListenerSet, True where some listeners are valid, else False; with Programmed=False of a ListenerSet.
    public const string ListenersNotValid = "ListenersNotValid";

    // With Accepted=False of a GatewayClass or Gateway whose parameters can't be used.
    public const string InvalidParameters = "InvalidParameters";

    // With SupportedVersion of a GatewayClass.
    public const string SupportedVersion = "SupportedVersion";
    public const string UnsupportedVersion = "UnsupportedVersion";

    // With Accepted=False of a Gateway that asks for an address of a type we do not have.
    public const string UnsupportedAddress = "UnsupportedAddress";

    // With Programmed=True.
    public const string Programmed = "Programmed";

    // With Programmed=False while the data plane is on its way; with Accepted=Unknown of a route while its Service is being captured.
    public const string Pending = "Pending";

    // With Programmed=False where the object itself keeps it from being programmed.
    public const string Invalid = "Invalid";

    // With Programmed=False where the cluster did not give what the data plane needs.
    public const string NoResources = "NoResources";

    // With Programmed=False while the Service has no address.
    public const string AddressNotAssigned = "AddressNotAssigned";

    // With Programmed=False where a requested address was not given.
    public const string AddressNotUsable = "AddressNotUsable";

    // With ResolvedRefs=True.
    public const string ResolvedRefs = "ResolvedRefs";

    // With ResolvedRefs=False of everything that refers across namespaces without a grant. Decided before existence.
    public const string RefNotPermitted = "RefNotPermitted";

    // With ResolvedRefs=False of a Gateway whose client certificate for backends can't be used.
    public const string InvalidClientCertificateRef = "InvalidClientCertificateRef";

    // With ResolvedRefs=False of a Gateway that has a listener with ResolvedRefs=False.
    public const string ListenersNotResolved = "ListenersNotResolved";

    // With InsecureFrontendValidationMode=True.
    public const string ConfigurationChanged = "ConfigurationChanged";

    // With Accepted=False of a listener.
    public const string UnsupportedProtocol = "UnsupportedProtocol";

    // With Accepted=False of a listener without any usable CA for its clients, of a BackendTLSPolicy without any for its backends.
    public const string NoValidCaCertificate = "NoValidCACertificate";

    // With ResolvedRefs=False of a listener.
    public const string InvalidCertificateRef = "InvalidCertificateRef";

    // With ResolvedRefs=False of a listener that asks for route kinds its protocol does not have.
    public const string InvalidRouteKinds = "InvalidRouteKinds";

    // With ResolvedRefs=False of a listener or policy.
    public const string InvalidCaCertificateRef = "InvalidCACertificateRef";

    // With ResolvedRefs=False of a listener.
    public const string InvalidCaCertificateKind = "InvalidCACertificateKind";

    // With Conflicted=False.
    public const string NoConflicts = "NoConflicts";

    // With Conflicted=True, and Accepted and Programmed=False, of a listener.
    public const string HostnameConflict = "HostnameConflict";

    // With Conflicted=True, and Accepted and Programmed=False, of a listener.
    public const string ProtocolConflict = "ProtocolConflict";

    // With OverlappingTLSConfig=True.
    public const string OverlappingHostnames = "OverlappingHostnames";

    // With Accepted and Programmed=False of a ListenerSet that its Gateway does not admit.
    public const string NotAllowed = "NotAllowed";

    // With Accepted=False of a ListenerSet.
    public const string ParentNotAccepted = "ParentNotAccepted";

    // With Programmed=False of a ListenerSet.
    public const string ParentNotProgrammed = "ParentNotProgrammed";

    // With Accepted=False of a route whose parentRef names no listener that exists.
    public const string NoMatchingParent = "NoMatchingParent";

    // With Accepted=False of a route that no listener admits by kind and namespace.
    public const string NotAllowedByListeners = "NotAllowedByListeners";

    // With Accepted=False of a route whose hostnames no listener serves.
    public const string NoMatchingListenerHostname = "NoMatchingListenerHostname";

    // With Accepted=False or PartiallyInvalid=True of a route with values we can't serve.
    public const string UnsupportedValue = "UnsupportedValue";

    // With Accepted=False of a route whose filters exclude each other.
    public const string IncompatibleFilters = "IncompatibleFilters";

    // With Accepted=False of a route that claims the hostnames of an older one of another kind, and of a policy that an older one beats.
    public const string Conflicted = "Conflicted";

    // With ResolvedRefs=False of a route or policy.
    public const string InvalidKind = "InvalidKind";

    // With ResolvedRefs=False of a route.
    public const string BackendNotFound = "BackendNotFound";
}
