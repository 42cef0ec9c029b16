using Sluice.Routing.Model;
using Sluice.Translation.Mesh;

namespace Sluice.Translation.Status;

/// <summary>The texts of conditions: what is wrong, with which field, and what to do. Nothing else in translation words a message.</summary>
internal static class Conditions
{
    public const string True = "True";
    public const string False = "False";

    public static PlannedCondition Yes(string type, string reason, string message) => new(type, True, reason, message);

    public static PlannedCondition No(string type, string reason, string message) => new(type, False, reason, message);

    public static PlannedCondition Unknown(string type, string reason, string message) => new(type, "Unknown", reason, message);

    // Services as parents.
    public static string NotInMesh(ObjectKey service) =>
        $"Service {service} is not part of the mesh; label it, or its Namespace, {MeshNames.Label}: {MeshNames.Enabled}.";

    public static string MeshIsOff(ObjectKey service) =>
        $"Service {service} asks for the mesh, which is not deployed; declare SluicePlatform with Mesh = true.";

    public static string NotCapturable(ObjectKey service, string obstacle) => $"Service {service} can't be captured, for {obstacle}. Name another Service.";

    public static string CapturePending(ObjectKey service) => $"Service {service} is being captured: its traffic does not yet go through the mesh proxies.";

    public static string NoServicePort(ObjectKey service, string? sectionName, int? port) =>
        $"Service {service} has no port {(sectionName is null ? "" : $"named {sectionName}")}{(sectionName is not null && port is not null ? " with number " : "")}{port}; name one that it has, or none for all of them.";

    public static string NoPortForKind(ObjectKey service, string kind) => $"Service {service} has no port that {kind} can be attached to; UDPRoute needs a UDP port, the other kinds a TCP port.";

    public static string GreaterKind(string kind, string route) => $"{kind} {route} is attached to the same port of the Service, and its kind goes first; remove one of the two.";

    // Classes and Gateways.
    public const string ClassAccepted = "The class is served by this controller.";

    public static string DefinitionsKnown(string version) => $"The installed definitions of the Gateway API are of {version}.";

    public static string DefinitionsUnknown(IEnumerable<string> definitions, string known) =>
        $"Definitions of the Gateway API of other versions than {known}, which this controller knows: {string.Join(", ", definitions)}. What it knows of them is served; install a release of {known}.";

    public const string MeshAccepted = "The mesh is run by this controller.";

    public const string MeshNotDeployed = "The mesh proxies are not deployed; declare SluicePlatform with Mesh = true.";

    public static string ClassParameters(string kind, string name) =>
        $"spec.parametersRef names {kind} {name}; this controller takes no parameters from an object. Remove it.";

    public const string GatewayAccepted = "The Gateway is valid.";

    public static string SomeListenersInvalid(IEnumerable<string> names) => $"Not valid: listener {string.Join(", ", names)}; see status.listeners. The others are served.";

    public const string NoListenerValid = "No listener is valid; see status.listeners.";

    public static string GatewayParameters(string kind, string name) =>
        $"spec.infrastructure.parametersRef names {kind} {name}; this controller takes its settings from annotations. Remove it.";

    public static string ClassNotAccepted(string name) => $"GatewayClass {name} is not accepted; see its status.";

    public static string AddressType(int index, string type) =>
        $"spec.addresses[{index}].type is \"{type}\"; use IPAddress or Hostname.";

    public const string RefsResolved = "All references are resolved.";

    public static string ListenersUnresolved(IEnumerable<string> names) => $"Not resolved: listener {string.Join(", ", names)}; see status.listeners.";

    public const string ClientCertificatesOptional = "A client certificate is asked for, but a missing or invalid one does not end the connection (AllowInsecureFallback).";

    public static PlannedCondition GatewayProgrammed(DataPlaneState state, string detail) => state switch
    {
        DataPlaneState.Programmed => Yes(ConditionTypes.Programmed, Reasons.Programmed, Or(detail, "The data plane serves this Gateway.")),
        DataPlaneState.InvalidParameters => No(ConditionTypes.Programmed, Reasons.Invalid, detail),
        DataPlaneState.NoResources => No(ConditionTypes.Programmed, Reasons.NoResources, Or(detail, "The data plane could not be made.")),
        DataPlaneState.AddressNotAssigned => No(ConditionTypes.Programmed, Reasons.AddressNotAssigned, Or(detail, "The Service has no address yet.")),
        DataPlaneState.AddressNotUsable => No(ConditionTypes.Programmed, Reasons.AddressNotUsable, Or(detail, "A requested address can't be used.")),
        DataPlaneState.Refused => No(ConditionTypes.Programmed, Reasons.Invalid, Or(detail, "A proxy does not take the configuration and serves the one before.")),
        _ => No(ConditionTypes.Programmed, Reasons.Pending, Or(detail, "The data plane is on its way.")),
    };

    public const string NotProgrammedWhileInvalid = "The object is not accepted, so nothing is served for it.";

    public const string ParametersInvalid = "The Gateway's settings are not valid; what was deployed before goes on as it is.";

    // Listeners.
    public const string ListenerAccepted = "The listener is valid.";
    public const string ListenerProgrammed = "The listener is served.";
    public const string ListenerPending = "The data plane does not serve the listener yet.";
    public const string ListenerUnresolved = "The listener is not served until its references are resolved.";
    public const string NoConflicts = "No other listener claims the same.";

    public static string Protocol(string protocol) => $"Protocol \"{protocol}\" is not supported; use HTTP, HTTPS, TLS, TCP or UDP.";

    public static string RouteKinds(IEnumerable<string> kinds, string protocol) =>
        $"allowedRoutes.kinds has {string.Join(", ", kinds)}, which can't attach to a listener of protocol {protocol}; remove it.";

    public static string SameHostname(int port, string hostname) =>
        $"Port {port} with {(hostname.Length == 0 ? "no hostname" : $"hostname {hostname}")} is claimed by more than one listener; change the hostname or the port.";

    public static string OtherProtocol(int port, string protocol) => $"Port {port} is claimed by a listener of another protocol than {protocol}; change the port.";

    public static string Overlap(string hostname, int port) =>
        $"{(hostname.Length == 0 ? "The listener without hostname" : $"Hostname {hostname}")} overlaps with another listener on port {port}; a client may send requests for both on one connection and gets status 421 for the wrong one.";

    public static string CertificateNotPermitted(int index, ObjectKey secret) =>
        $"tls.certificateRefs[{index}] names Secret {secret}, and no ReferenceGrant in namespace {secret.Namespace} allows it; add one.";

    public static string CertificateInvalid(int index, string problem) => $"tls.certificateRefs[{index}]: {problem}";

    public const string CertificateMissing = "tls.certificateRefs is empty; name a Secret of type kubernetes.io/tls.";

    public static string ReferenceKind(string group, string kind, string wanted) => $"{kind}{(group.Length == 0 ? "" : "." + group)} is not supported; use a {wanted}.";

    public static string NotFound(string kind, ObjectKey key) => $"{kind} {key} does not exist.";

    public static string SecretLacks(ObjectKey key, string entry) => $"Secret {key} has no {entry}; make it of type kubernetes.io/tls.";

    public static string SecretMalformed(ObjectKey key, string problem) => $"Secret {key} holds no usable certificate and key: {problem}.";

    public static string CaNotPermitted(string field, ObjectKey key) => $"{field} names ConfigMap {key}, and no ReferenceGrant in namespace {key.Namespace} allows it; add one.";

    public static string CaLacks(ObjectKey key) => $"ConfigMap {key} has no ca.crt.";

    public static string CaMalformed(ObjectKey key, string problem) => $"ConfigMap {key} holds no usable certificates in ca.crt: {problem}.";

    public static string Field(string field, string problem) => $"{field}: {problem}";

    public const string NoCaForClients = "None of the CA references can be used, so no client could be let in; see ResolvedRefs.";

    public static string ClientCertificateNotPermitted(ObjectKey secret) =>
        $"spec.tls.backend.clientCertificateRef names Secret {secret}, and no ReferenceGrant in namespace {secret.Namespace} allows it; add one.";

    // ListenerSets.
    public const string SetAccepted = "The ListenerSet is attached.";
    public const string SetProgrammed = "The listeners are served.";

    public static string SetNotAllowed(ObjectKey gateway) => $"Gateway {gateway} does not admit ListenerSets of this namespace; see its spec.allowedListeners.";

    public static string ParentNotAccepted(ObjectKey gateway) => $"Gateway {gateway} is not accepted; see its status.";

    public static string ParentNotProgrammed(ObjectKey gateway) => $"Gateway {gateway} is not programmed yet; see its status.";

    // Routes.
    public const string RouteAccepted = "The route is attached.";

    public static string NoListener(string? section, int? port) => (section, port) switch
    {
        ({ } name, { } number) => $"The parent has no listener \"{name}\" on port {number}.",
        ({ } name, null) => $"The parent has no listener \"{name}\".",
        (null, { } number) => $"The parent has no listener on port {number}.",
        _ => "The parent has no listeners for this route.",
    };

    public const string SetNotAttached = "The ListenerSet is not attached to its Gateway; see its status.";

    public static string KindNotAllowed(string kind) => $"No listener that parentRef selects takes {kind}; see supportedKinds of its listeners.";

    public static string NamespaceNotAllowed(string @namespace) => $"No listener that parentRef selects admits routes of namespace {@namespace}; see its allowedRoutes.namespaces.";

    public static string NoHostname(IEnumerable<string> hostnames) => $"No listener that parentRef selects serves {string.Join(", ", hostnames)}.";

    public static string OtherKindClaims(string kind, string route) => $"{kind} {route} is older and claims the same hostnames on the listener; use another hostname or listener.";

    public static string AllRulesInvalid(IEnumerable<string> problems) => string.Join(" ", problems);

    public static string SomeRulesInvalid(IEnumerable<string> problems) => $"Dropped Rule: {string.Join(" ", problems)}";

    public static string Regex(string field, string expression, string problem) => $"{field}: \"{expression}\" can't be used: {problem}.";

    public static string Filter(string field, string type) => $"{field}: filters of type {type} are not supported; requests that reach it are answered 500.";

    public static string ExclusiveFilters(string field) => $"{field}: RequestRedirect and URLRewrite exclude each other.";

    public static string PrefixWithoutMatch(string field) => $"{field}: ReplacePrefixMatch needs matches of type PathPrefix.";

    public static string BackendNotPermitted(string field, string kind, ObjectKey key) =>
        $"{field} names {kind} {key}, and no ReferenceGrant in namespace {key.Namespace} allows it; add one.";

    public static string BackendKind(string field, string group, string kind) => $"{field} names a {kind}{(group.Length == 0 ? "" : "." + group)}; only a Service can be a backend.";

    public static string BackendMissing(string field, ObjectKey key) => $"{field} names Service {key}, which does not exist.";

    public static string BackendPort(string field, ObjectKey key, int? port) =>
        port is null ? $"{field} names Service {key} without a port; set one." : $"{field} names port {port} of Service {key}, which has no such port.";

    public static string BackendExternal(string field, ObjectKey key) => $"{field} names Service {key} of type ExternalName, which is not supported.";

    public static string BackendProtocol(string field, ObjectKey key, int port, string protocol, string routeKind) =>
        $"{field}: port {port} of Service {key} speaks {protocol}, which {routeKind} can't forward to.";

    // Policies.
    public const string PolicyAccepted = "The policy is in force.";

    public const string PolicyBeaten = "An older BackendTLSPolicy has the same target; remove one, or name different ports by sectionName.";

    public static string WellKnown(string value) => $"wellKnownCACertificates \"{value}\" is not known; use System.";

    public const string NoCaForBackends = "None of the CA references can be used, so no backend could be trusted; see ResolvedRefs.";

    /// <summary>Why a backend is not used, for the snapshot.</summary>
    public static string PolicyFailure(ObjectKey policy, string problem) => $"BackendTLSPolicy {policy}: {problem}";

    public static string ListenerName(ListenerProtocol protocol) => protocol.ToString();

    private static string Or(string detail, string otherwise) => detail.Length > 0 ? detail : otherwise;
}
