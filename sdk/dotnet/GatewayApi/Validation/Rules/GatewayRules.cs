namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules of Gateway and ListenerSet.</summary>
internal static class GatewayRules
{
    private const string HostnamePattern = @"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
    private const string QualifiedName = @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$";

    public static readonly (string Place, Rule Rule)[] All =
    [
        .. Listeners("GatewaySpec.listeners"),
        .. Listeners("ListenerSetSpec.listeners"),
        ("ListenerTLSConfig", new Rule(
            "SLU1176",
            "certificateRefs or options must be specified when mode is Terminate",
            tls => !tls["mode"].Is("Terminate") || tls["certificateRefs"].Count > 0 || tls["options"].Count > 0 || tls.Need("certificateRefs").Count + tls.Need("options").Count > 0,
            "Terminating TLS needs a certificate; add certificateRefs, or set mode to Passthrough.")),
        ("GatewaySpec.addresses", UniqueAddress("IPAddress")),
        ("GatewaySpec.addresses", UniqueAddress("Hostname")),
        ("GatewaySpecAddress", new Rule(
            "SLU1178",
            $"Hostname value must be empty or contain only valid characters (matching {HostnamePattern})",
            address => !address["type"].Is("Hostname") || !address["value"].Exists || SchemaTable.Compile(HostnamePattern).IsMatch(address["value"].Text),
            "An address of type Hostname is a lower-case DNS name; correct the value, or leave it out.")),
        ("GatewayStatusAddress", new Rule(
            "SLU1178",
            $"Hostname value must only contain valid characters (matching {HostnamePattern})",
            address => !address["type"].Is("Hostname") || SchemaTable.Compile(HostnamePattern).IsMatch(address["value"].Text),
            "An address of type Hostname is a lower-case DNS name.")),
        .. Keys("annotations", "Annotation", "annotation"),
        .. Keys("labels", "Label", "label"),
        ("FrontendTLSConfig.perPort", new Rule(
            "SLU1181",
            "Port for TLS configuration must be unique within the Gateway",
            ports => ports.AllUnique((a, b) => a["port"].Number == b["port"].Number),
            "Two entries are for the same port; merge them.")),
    ];

    private static IEnumerable<(string, Rule)> Listeners(string place) =>
    [
        (place, new Rule(
            "SLU1170",
            "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
            listeners => listeners.Items.All(l => !l["protocol"].IsOneOf("HTTP", "TCP", "UDP") || !l["tls"].Exists),
            "A listener of protocol HTTP, TCP or UDP has no TLS; remove tls, or use HTTPS or TLS.")),
        (place, new Rule(
            "SLU1171",
            "tls mode must be Terminate for protocol HTTPS",
            listeners => listeners.Items.All(l => !l["protocol"].Is("HTTPS") || !l["tls"].Exists || l["tls"]["mode"].IsOneOf("", "Terminate")),
            "HTTPS is terminated at the gateway; set tls.mode to Terminate, or use protocol TLS to pass it through.")),
        (place, new Rule(
            "SLU1172",
            "tls mode must be set for protocol TLS",
            listeners => listeners.Items.All(l => !l["protocol"].Is("TLS") || l["tls"].HasText("mode")),
            "A listener of protocol TLS needs tls; set tls.mode to Terminate or Passthrough.")),
        (place, new Rule(
            "SLU1173",
            "hostname must not be specified for protocols ['TCP', 'UDP']",
            listeners => listeners.Items.All(l => !l["protocol"].IsOneOf("TCP", "UDP") || !l.HasText("hostname")),
            "TCP and UDP carry no host name; remove hostname.")),
        (place, new Rule(
            "SLU1174",
            "Listener name must be unique within the Gateway",
            listeners => listeners.AllUnique((a, b) => a["name"].Text == b["name"].Text),
            "Two listeners have the same name; rename one.")),
        (place, new Rule(
            "SLU1175",
            "Combination of port, protocol and hostname must be unique for each listener",
            listeners => listeners.AllUnique((a, b) =>
                a["port"].Number == b["port"].Number && a["protocol"].Text == b["protocol"].Text && a["hostname"].Exists == b["hostname"].Exists && a["hostname"].Text == b["hostname"].Text),
            "Two listeners have the same port, protocol and hostname; change one, or merge them.")),
    ];

    private static Rule UniqueAddress(string type) =>
        new(
            "SLU1177",
            $"{type} values must be unique",
            addresses => addresses.AllUnique((a, b) => a["type"].Is(type) && b["type"].Is(type) && a["value"].Exists && b["value"].Exists && a["value"].Text == b["value"].Text),
            "Two addresses are the same; remove one.");

    private static IEnumerable<(string, Rule)> Keys(string field, string capital, string word) =>
    [
        ($"GatewayInfrastructure.{field}", new Rule(
            "SLU1179",
            $"{capital} keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.",
            map => map.Keys.All(key => SchemaTable.Compile(QualifiedName).IsMatch(key)),
            $"A key of {field} is a name of up to 63 letters, digits, '-', '_' and '.', optionally with a DNS name and '/' in front.")),
        ($"GatewayInfrastructure.{field}", new Rule(
            "SLU1180",
            $"If specified, the {word} key's prefix must be a DNS subdomain not longer than 253 characters in total.",
            map => map.Keys.All(key => key.Split('/')[0].Length < 253),
            $"The part before '/' of a key of {field} has at most 252 characters; shorten it.")),
    ];
}
