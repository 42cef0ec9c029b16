using System.Text.RegularExpressions;

namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules of GRPCRoute.</summary>
internal static partial class GrpcRouteRules
{
    public static readonly (string Place, Rule Rule)[] All =
    [
        ("GRPCRouteSpec.rules", new Rule(
            "SLU1122",
            "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128",
            rules => rules.Items.Sum(rule => rule["matches"].Count) <= 128,
            "All rules together may have 128 matches; split the route in two.")),
        .. FilterRules.Union(
            "GRPCRouteFilter",
            ("requestHeaderModifier", "RequestHeaderModifier"), ("responseHeaderModifier", "ResponseHeaderModifier"), ("requestMirror", "RequestMirror"), ("extensionRef", "ExtensionRef")),
        .. ((string[])["GRPCRouteRule.filters", "GRPCBackendRef.filters"]).SelectMany(place => FilterRules.Once(place, "RequestHeaderModifier", "ResponseHeaderModifier")),
        ("GRPCMethodMatch", new Rule(
            "SLU1150",
            "One or both of 'service' or 'method' must be specified",
            match => !match["type"].Exists || match["service"].Exists || match["method"].Exists,
            "A method match names something; give service, method or both.")),
        ("GRPCMethodMatch", new Rule(
            "SLU1151",
            @"service must only contain valid characters (matching ^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$)",
            match => !IsExact(match) || !match["service"].Exists || Service().IsMatch(match["service"].Text),
            "A gRPC service is named by identifiers joined by dots, such as pkg.Echo.")),
        ("GRPCMethodMatch", new Rule(
            "SLU1152",
            "method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)",
            match => !IsExact(match) || !match["method"].Exists || Method().IsMatch(match["method"].Text),
            "A gRPC method is one identifier, such as SayHello.")),
    ];

    private static bool IsExact(RuleValue match) => !match["type"].Exists || match["type"].Is("Exact");

    // Servers fold case over all of Unicode: the Kelvin sign is a k and the long s an s.
    [GeneratedRegex(@"^\.?[A-Za-z_\u212a\u017f][A-Za-z_0-9\u212a\u017f]*(\.[A-Za-z_\u212a\u017f][A-Za-z_0-9\u212a\u017f]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Service();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z_0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Method();
}
