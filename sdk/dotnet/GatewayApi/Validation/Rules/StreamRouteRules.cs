namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules of TLSRoute; TCPRoute and UDPRoute have only the shared ones.</summary>
internal static class StreamRouteRules
{
    private const string Place = "TLSRouteSpec.hostnames";

    public static readonly (string Place, Rule Rule)[] All =
    [
        Hostname("SLU1160", "Hostnames cannot contain an IP", name => !Hostnames.IsStrictIPAddress(name), "TLS names hosts, not addresses, in SNI; use a DNS name."),
        Hostname(
            "SLU1161",
            "Hostnames must be valid based on RFC-1123",
            name => name.Contains('*', StringComparison.Ordinal) || SchemaTable.Compile(Patterns.DnsSubdomain).IsMatch(name),
            "A host name is made of lower-case labels of letters, digits and '-', joined by dots."),
        Hostname(
            "SLU1162",
            "Wildcards on hostnames must be the first label, and the rest of hostname must be valid based on RFC-1123",
            name => !name.Contains('*', StringComparison.Ordinal) || (name.StartsWith("*.", StringComparison.Ordinal) && SchemaTable.Compile(Patterns.DnsSubdomain).IsMatch(name[2..])),
            "A wildcard is the whole first label, such as *.example.com."),
    ];

    private static (string, Rule) Hostname(string code, string message, Func<string, bool> holds, string plain) =>
        (Place, new Rule(code, message, names => names.Items.All(name => holds(name.Text)), plain) { Versions = ["v1", "v1alpha3"] });
}
