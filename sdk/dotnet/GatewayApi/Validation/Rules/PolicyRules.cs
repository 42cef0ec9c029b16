namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules of BackendTLSPolicy and the experimental kinds.</summary>
internal static class PolicyRules
{
    public static readonly (string Place, Rule Rule)[] All =
    [
        ("BackendTLSPolicySpec.targetRefs", new Rule(
            "SLU1190",
            "sectionName must be specified when targetRefs includes 2 or more references to the same target",
            targets => targets.AllUnique((a, b) => SameTarget(a, b) && !a.SamePresence(b, "sectionName")),
            "Two entries name the same target, one with sectionName and one without; give it on both or on none.")),
        ("BackendTLSPolicySpec.targetRefs", new Rule(
            "SLU1191",
            "sectionName must be unique when targetRefs includes 2 or more references to the same target",
            targets => targets.AllUnique((a, b) => SameTarget(a, b) && a.SameText(b, "sectionName")),
            "Two entries are the same; remove one, or let sectionName tell them apart.")),
        ("BackendTLSPolicyValidation", new Rule(
            "SLU1192",
            "must not contain both CACertificateRefs and WellKnownCACertificates",
            validation => !(validation["caCertificateRefs"].Count > 0 && validation.HasText("wellKnownCACertificates")),
            "The roots come from caCertificateRefs or from wellKnownCACertificates; remove one.")),
        ("BackendTLSPolicyValidation", new Rule(
            "SLU1193",
            "must specify either CACertificateRefs or WellKnownCACertificates",
            validation => validation["caCertificateRefs"].Count > 0 || validation.HasText("wellKnownCACertificates"),
            "Checking a certificate needs roots; add caCertificateRefs, or set wellKnownCACertificates to System.")),
        SubjectAltName("SubjectAltName element must contain Hostname, if Type is set to Hostname", name => !name["type"].Is("Hostname") || name.HasText("hostname"), "Type Hostname needs a hostname; add it."),
        SubjectAltName("SubjectAltName element must not contain Hostname, if Type is not set to Hostname", name => name["type"].Is("Hostname") || !name.HasText("hostname"), "hostname does not belong to this type; remove it, or set type to Hostname."),
        SubjectAltName("SubjectAltName element must contain URI, if Type is set to URI", name => !name["type"].Is("URI") || name.HasText("uri"), "Type URI needs a uri; add it."),
        SubjectAltName("SubjectAltName element must not contain URI, if Type is not set to URI", name => name["type"].Is("URI") || !name.HasText("uri"), "uri does not belong to this type; remove it, or set type to URI."),
        ("XBackendSpec", new Rule(
            "SLU1200",
            "externalHostname must be set when type is ExternalHostname and must be unset otherwise",
            backend => backend["type"].Is("ExternalHostname") == backend["externalHostname"].Exists,
            "Type ExternalHostname needs externalHostname, other types must not have it.")),
        ("XBackendExternalHostname.hostname", new Rule(
            "SLU1201",
            "hostname must not be an IP address or end with .cluster.local",
            hostname => !hostname.Text.EndsWith(".cluster.local", StringComparison.Ordinal),
            "An external backend is outside the cluster; refer to a Service for names that end with .cluster.local.")),
        ("XBackendPort.name", new Rule(
            "SLU1202",
            "Name must be a valid DNS label",

            // The published expression is never true for a name, so servers refuse every one.
            name => name.Text.Length == 0,
            "Servers of this version refuse every port name; leave it out.")),
        ("XBackendTLS", new Rule(
            "SLU1203",
            "clientCertificateRef must be set if and only if mode is ClientAndServer",
            tls => tls["mode"].Is("ClientAndServer") == tls["clientCertificateRef"].Exists,
            "clientCertificateRef goes with mode ClientAndServer; set both or none.")),
        ("BudgetDetails.interval", new Rule(
            "SLU1204",
            "interval cannot be greater than one hour or less than one second",
            interval => interval.Duration >= TimeSpan.FromSeconds(1) && interval.Duration <= TimeSpan.FromHours(1),
            "The interval is from 1s to 1h.")),
        ("RequestRate.interval", new Rule(
            "SLU1205",
            "interval cannot be greater than one hour",
            interval => interval.Duration != TimeSpan.Zero && interval.Duration <= TimeSpan.FromHours(1),
            "The interval is above 0 and at most 1h.")),
    ];

    private static (string, Rule) SubjectAltName(string message, Func<RuleValue, bool> holds, string plain) =>
        ("SubjectAltName", new Rule("SLU1194", message, holds, plain));

    private static bool SameTarget(RuleValue a, RuleValue b) => a.SameText(b, "group") && a.SameText(b, "kind") && a.SameText(b, "name");
}
