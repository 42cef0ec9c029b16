namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules of references that several kinds share.</summary>
internal static class ReferenceRules
{
    private static readonly string[] RouteSpecs = ["HTTPRouteSpec", "GRPCRouteSpec", "TLSRouteSpec", "TCPRouteSpec", "UDPRouteSpec"];

    public static readonly (string Place, Rule Rule)[] All =
    [
        .. RouteSpecs.Select(spec => ($"{spec}.parentRefs", new Rule(
            "SLU1101",
            "sectionName or port must be specified when parentRefs includes 2 or more references to the same parent",
            parents => parents.AllUnique((a, b) => SameParent(a, b) && !(a.SamePresence(b, "sectionName") && HasPort(a) == HasPort(b))),
            "Two entries name the same parent, one with sectionName or port and the other without; give it on all of them or on none."))),
        .. RouteSpecs.Select(spec => ($"{spec}.parentRefs", new Rule(
            "SLU1102",
            "sectionName or port must be unique when parentRefs includes 2 or more references to the same parent",
            parents => parents.AllUnique((a, b) => SameParent(a, b) && a.SameText(b, "sectionName") && SamePort(a, b)),
            "Two entries are the same; remove one, or let sectionName or port tell them apart."))),
        .. ((string[])["HTTPBackendRef", "GRPCBackendRef", "BackendRef", "BackendObjectReference"]).Select(place => (place, new Rule(
            "SLU1103",
            "Must have port for Service reference",
            backend => backend["group"].Text.Length != 0 || !backend["kind"].Is("Service") || backend["port"].Exists,
            "A reference to a Service needs a port; set port to one of the Service's port numbers."))),
        .. ((string[])["HTTPRouteSpec.rules", "GRPCRouteSpec.rules", "TLSRouteSpec.rules", "TCPRouteSpec.rules", "UDPRouteSpec.rules"]).Select(place => (place, new Rule(
            "SLU1104",
            "Rule name must be unique within the route",
            rules => rules.AllUnique((a, b) => a["name"].Exists && b["name"].Exists && a["name"].Text == b["name"].Text),
            "Two rules have the same name; rename one, or leave the name out.")
        {
            // The stream routes' stable versions have one rule only.
            Versions = place[0] is 'H' or 'G' ? [] : ["v1alpha2"],
        })),
        .. ((string[])["HTTPRouteRule.sessionPersistence", "GRPCRouteRule.sessionPersistence", "XBackendTrafficPolicySpec.sessionPersistence"]).SelectMany(place => SessionPersistence(place)),
    ];

    private static IEnumerable<(string, Rule)> SessionPersistence(string place) =>
    [
        (place, new Rule(
            "SLU1105",
            "AbsoluteTimeout must be specified when cookie lifetimeType is Permanent",
            session => !session["cookieConfig"]["lifetimeType"].Is("Permanent") || session["absoluteTimeout"].Exists,
            "A permanent cookie needs an end; set absoluteTimeout, or use lifetimeType Session.")),
        (place, new Rule(
            "SLU1106",
            "cookieConfig can only be set with type Cookie",
            session => !session["cookieConfig"].Exists || session["type"].Is("Cookie"),
            "cookieConfig has no meaning here; remove it, or set type to Cookie.")),
    ];

    private static bool SameParent(RuleValue a, RuleValue b) =>
        a.SameText(b, "group") && a.SameText(b, "kind") && a.SameText(b, "name") && a.SameText(b, "namespace");

    private static bool HasPort(RuleValue parent) => parent["port"].Exists && parent["port"].Number != 0;

    private static bool SamePort(RuleValue a, RuleValue b) => HasPort(a) == HasPort(b) && a["port"].Number == b["port"].Number;
}
