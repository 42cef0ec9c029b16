namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules of HTTPRoute.</summary>
internal static class HttpRouteRules
{
    private const string PathTypes = "when type one of ['Exact', 'PathPrefix']";
    private const string PathCharacters = @"^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";

    private static readonly string[] FilterLists = ["HTTPRouteRule.filters", "HTTPBackendRef.filters"];

    public static readonly (string Place, Rule Rule)[] All =
    [
        .. Rules(),
        .. FilterRules.Union(
            "HTTPRouteFilter",
            ("cors", "CORS"), ("requestHeaderModifier", "RequestHeaderModifier"), ("responseHeaderModifier", "ResponseHeaderModifier"), ("requestMirror", "RequestMirror"),
            ("requestRedirect", "RequestRedirect"), ("urlRewrite", "URLRewrite"), ("extensionRef", "ExtensionRef"), ("externalAuth", "ExternalAuth")),
        .. FilterLists.SelectMany(place => FilterRules.Once(place, "CORS", "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite")),
        .. FilterLists.Select(place => (place, new Rule(
            "SLU1121",
            "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both",
            filters => !(filters.Items.Any(f => f["type"].Is("RequestRedirect")) && filters.Items.Any(f => f["type"].Is("URLRewrite"))),
            "A request is either redirected or rewritten; remove RequestRedirect or URLRewrite."))),
        .. Paths(),
        .. Filters(),
    ];

    private static IEnumerable<(string, Rule)> Rules() =>
    [
        ("HTTPRouteSpec.rules", new Rule(
            "SLU1122",
            "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128",
            rules => rules.Items.Sum(rule => rule["matches"].Count) <= 128,
            "All rules together may have 128 matches; split the route in two.")),
        ("HTTPRouteRule", new Rule(
            "SLU1123",
            "RequestRedirect filter must not be used together with backendRefs",
            rule => rule["backendRefs"].Count == 0 || !rule["filters"].Items.Any(f => f["requestRedirect"].Exists),
            "A rule that redirects forwards nothing; remove backendRefs, or the RequestRedirect filter.")),
        ("HTTPRouteRule", PrefixRule("requestRedirect", "When using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified", rule => rule["filters"])),
        ("HTTPRouteRule", PrefixRule("urlRewrite", "When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified", rule => rule["filters"])),
        ("HTTPRouteRule", PrefixInBackends("requestRedirect", "Within backendRefs, when using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified")),
        ("HTTPRouteRule", PrefixInBackends("urlRewrite", "Within backendRefs, When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified")),
        ("HTTPRouteTimeouts", new Rule(
            "SLU1125",
            "backendRequest timeout cannot be longer than request timeout",
            timeouts => !timeouts["request"].Exists || !timeouts["backendRequest"].Exists || timeouts["request"].Duration == TimeSpan.Zero || timeouts["backendRequest"].Duration <= timeouts["request"].Duration,
            "One attempt may not take longer than the whole request; lower backendRequest, or raise request.")),
    ];

    private static Rule PrefixRule(string field, string message, Func<RuleValue, RuleValue> filters) =>
        new(
            "SLU1124",
            message,
            rule => filters(rule).Items.Count(f => ReplacesPrefix(f, field)) != 1 || HasOnePrefixMatch(rule),
            "Replacing the matched prefix needs exactly one match of type PathPrefix in the rule; give it one, or use ReplaceFullPath.");

    private static Rule PrefixInBackends(string field, string message) =>
        new(
            "SLU1124",
            message,
            rule => rule["backendRefs"].Items.Count(b => b["filters"].Items.Count(f => ReplacesPrefix(f, field)) == 1) != 1 || HasOnePrefixMatch(rule),
            "Replacing the matched prefix needs exactly one match of type PathPrefix in the rule; give it one, or use ReplaceFullPath.");

    private static bool ReplacesPrefix(RuleValue filter, string field) =>
        filter[field]["path"]["type"].Is("ReplacePrefixMatch") && filter[field]["path"]["replacePrefixMatch"].Exists;

    private static bool HasOnePrefixMatch(RuleValue rule) =>
        rule["matches"].Count == 1 && rule["matches"].Items.First()["path"]["type"].Is("PathPrefix");

    private static IEnumerable<(string, Rule)> Paths() =>
    [
        Path("SLU1130", $"value must be an absolute path and start with '/' {PathTypes}", path => path.StartsWith('/'), "A path starts with '/'; put one in front."),
        Path("SLU1131", $"must not contain '//' {PathTypes}", path => !path.Contains("//", StringComparison.Ordinal), "A path must not contain '//'; remove the empty element."),
        Path("SLU1132", $"must not contain '/./' {PathTypes}", path => !path.Contains("/./", StringComparison.Ordinal), "A path must not contain '/./'; remove it."),
        Path("SLU1133", $"must not contain '/../' {PathTypes}", path => !path.Contains("/../", StringComparison.Ordinal), "A path must not contain '/../'; write the path it stands for."),
        Path("SLU1134", $"must not contain '%2f' {PathTypes}", path => !path.Contains("%2f", StringComparison.Ordinal), "A path must not contain an encoded slash; write '/' or leave it out."),
        Path("SLU1134", $"must not contain '%2F' {PathTypes}", path => !path.Contains("%2F", StringComparison.Ordinal), "A path must not contain an encoded slash; write '/' or leave it out."),
        Path("SLU1135", $"must not contain '#' {PathTypes}", path => !path.Contains('#', StringComparison.Ordinal), "A path ends before '#'; remove the fragment."),
        Path("SLU1136", $"must not end with '/..' {PathTypes}", path => !path.EndsWith("/..", StringComparison.Ordinal), "A path must not end with '/..'; write the path it stands for."),
        Path("SLU1136", $"must not end with '/.' {PathTypes}", path => !path.EndsWith("/.", StringComparison.Ordinal), "A path must not end with '/.'; remove it."),
        ("HTTPPathMatch", new Rule(
            "SLU1137",
            "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']",
            path => path["type"].IsOneOf("Exact", "PathPrefix", "RegularExpression"),
            "The type of a path match is Exact, PathPrefix or RegularExpression.")),
        Path(
            "SLU1138",
            $"must only contain valid characters (matching {PathCharacters}) for types ['Exact', 'PathPrefix']",
            path => SchemaTable.Compile(PathCharacters).IsMatch(path),
            "A path holds letters, digits and -._~!$&'()*+,;=:@/; write everything else percent-encoded."),
    ];

    private static (string, Rule) Path(string code, string message, Func<string, bool> holds, string plain) =>
        ("HTTPPathMatch", new Rule(code, message, path => !path["type"].IsOneOf("Exact", "PathPrefix") || holds(path["value"].Text), plain));

    private static IEnumerable<(string, Rule)> Filters() =>
    [
        Lone("allowHeaders", "AllowHeaders cannot contain '*' alongside other methods"),
        Lone("allowMethods", "AllowMethods cannot contain '*' alongside other methods"),
        Lone("allowOrigins", "AllowOrigins cannot contain '*' alongside other origins"),
        ("HTTPExternalAuthFilter", new Rule("SLU1141", "grpc must be specified when protocol is set to 'GRPC'", auth => !auth["protocol"].Is("GRPC") || auth["grpc"].Exists, "Protocol GRPC needs its settings; add grpc, which may be empty.")),
        ("HTTPExternalAuthFilter", new Rule("SLU1142", "protocol must be 'GRPC' when grpc is set", auth => !auth["grpc"].Exists || auth["protocol"].Is("GRPC"), "grpc does not belong to this protocol; remove it, or set protocol to GRPC.")),
        ("HTTPExternalAuthFilter", new Rule("SLU1141", "http must be specified when protocol is set to 'HTTP'", auth => !auth["protocol"].Is("HTTP") || auth["http"].Exists, "Protocol HTTP needs its settings; add http, which may be empty.")),
        ("HTTPExternalAuthFilter", new Rule("SLU1142", "protocol must be 'HTTP' when http is set", auth => !auth["http"].Exists || auth["protocol"].Is("HTTP"), "http does not belong to this protocol; remove it, or set protocol to HTTP.")),
        ("HTTPRequestMirrorFilter", new Rule("SLU1143", "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter", mirror => !(mirror["fraction"].Exists && mirror["percent"].Exists), "percent and fraction say the same; remove one.")),
        ("Fraction", new Rule("SLU1144", "numerator must be less than or equal to denominator", fraction => fraction["numerator"].Number <= fraction["denominator"].Number, "A share is at most the whole; lower numerator, or raise denominator.")),
        Needs("ReplaceFullPath", "replaceFullPath"),
        Only("ReplaceFullPath", "replaceFullPath"),
        Needs("ReplacePrefixMatch", "replacePrefixMatch"),
        Only("ReplacePrefixMatch", "replacePrefixMatch"),
    ];

    private static (string, Rule) Lone(string field, string message) =>
        ($"HTTPCORSFilter.{field}", new Rule("SLU1140", message, list => list.Count <= 1 || !list.Items.Any(item => item.Is("*")), "'*' stands for all; remove the other entries, or the '*'."));

    private static (string, Rule) Needs(string type, string field) =>
        ("HTTPPathModifier", new Rule("SLU1145", $"{field} must be specified when type is set to '{type}'", path => !path["type"].Is(type) || path[field].Exists, $"Type {type} needs the new value; add {field}."));

    private static (string, Rule) Only(string type, string field) =>
        ("HTTPPathModifier", new Rule("SLU1146", $"type must be '{type}' when {field} is set", path => !path[field].Exists || path["type"].Is(type), $"{field} does not belong to this type; remove it, or set type to {type}."));
}
