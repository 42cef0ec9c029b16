using System.Text.Json.Nodes;
using Sluice.GatewayApi.Validation;
using Sluice.GatewayApi.Validation.Rules;
using Sluice.GatewayApi.Yaml;

namespace Sluice.GatewayApi.Tests.Validation;

/// <summary>For every rule an object that breaks it and, where the difference is subtle, one that does not.</summary>
public sealed class RuleCaseTests
{
    private const string HttpRule = "HTTPRoute", GrpcRule = "GRPCRoute", Gateway = "Gateway", Policy = "BackendTLSPolicy", XBackend = "XBackend", XPolicy = "XBackendTrafficPolicy";

    public static TheoryData<string, string, string, string> Broken() => new()
    {
        { HttpRule, "parentRefs: [{name: g, sectionName: a}, {name: g}]", "spec.parentRefs", "sectionName or port must be specified when parentRefs includes 2 or more references to the same parent" },
        { "TCPRoute", "parentRefs: [{name: g}, {name: g, kind: Gateway}]\nrules: [{backendRefs: [{name: a, port: 1}]}]", "spec.parentRefs", "sectionName or port must be unique when parentRefs includes 2 or more references to the same parent" },
        { "UDPRoute", "rules: [{backendRefs: [{name: a}]}]", "spec.rules[0].backendRefs[0]", "Must have port for Service reference" },
        { HttpRule, "rules: [{name: a}, {name: b}, {name: a}]", "spec.rules", "Rule name must be unique within the route" },
        { HttpRule, Rule("sessionPersistence: {cookieConfig: {lifetimeType: Permanent}}"), "spec.rules[0].sessionPersistence", "AbsoluteTimeout must be specified when cookie lifetimeType is Permanent" },
        { GrpcRule, Rule("sessionPersistence: {type: Header, cookieConfig: {}}"), "spec.rules[0].sessionPersistence", "cookieConfig can only be set with type Cookie" },
        { HttpRule, Rule("filters: [{type: RequestRedirect, requestRedirect: {}}, {type: URLRewrite, urlRewrite: {}}]"), "spec.rules[0].filters", "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both" },
        { HttpRule, Rule("filters: [{type: RequestRedirect, requestRedirect: {}}]\n  backendRefs: [{name: a, port: 1}]"), "spec.rules[0]", "RequestRedirect filter must not be used together with backendRefs" },
        { HttpRule, Rule("matches: [{path: {type: Exact}}]\n  filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]"), "spec.rules[0]", "When using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified" },
        { HttpRule, Rule("matches: [{}, {}]\n  filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]"), "spec.rules[0]", "When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified" },
        { HttpRule, InBackend("{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}"), "spec.rules[0]", "Within backendRefs, when using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified" },
        { HttpRule, InBackend("{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}"), "spec.rules[0]", "Within backendRefs, When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified" },
        { HttpRule, Rule("timeouts: {request: 1s, backendRequest: 1001ms}"), "spec.rules[0].timeouts", "backendRequest timeout cannot be longer than request timeout" },
        { HttpRule, "rules: [" + string.Join(", ", Enumerable.Repeat("{matches: [" + string.Join(", ", Enumerable.Repeat("{}", 43)) + "]}", 3)) + "]", "spec.rules", "While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128" },
        { HttpRule, Path("status"), "spec.rules[0].matches[0].path", "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a//b"), "spec.rules[0].matches[0].path", "must not contain '//' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a/./b"), "spec.rules[0].matches[0].path", "must not contain '/./' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a/../b"), "spec.rules[0].matches[0].path", "must not contain '/../' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a%2fb"), "spec.rules[0].matches[0].path", "must not contain '%2f' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a%2Fb"), "spec.rules[0].matches[0].path", "must not contain '%2F' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a/.."), "spec.rules[0].matches[0].path", "must not end with '/..' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a/."), "spec.rules[0].matches[0].path", "must not end with '/.' when type one of ['Exact', 'PathPrefix']" },
        { HttpRule, Path("/a%zz"), "spec.rules[0].matches[0].path", @"must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$) for types ['Exact', 'PathPrefix']" },
        { HttpRule, Filter("cors: {allowHeaders: ['*', a]}", "CORS"), "spec.rules[0].filters[0].cors.allowHeaders", "AllowHeaders cannot contain '*' alongside other methods" },
        { HttpRule, Filter("cors: {allowMethods: ['*', GET]}", "CORS"), "spec.rules[0].filters[0].cors.allowMethods", "AllowMethods cannot contain '*' alongside other methods" },
        { HttpRule, Filter("cors: {allowOrigins: ['*', 'http://a']}", "CORS"), "spec.rules[0].filters[0].cors.allowOrigins", "AllowOrigins cannot contain '*' alongside other origins" },
        { HttpRule, Filter("externalAuth: {protocol: GRPC, backendRef: {name: a, port: 1}}", "ExternalAuth"), "spec.rules[0].filters[0].externalAuth", "grpc must be specified when protocol is set to 'GRPC'" },
        { HttpRule, Filter("externalAuth: {protocol: HTTP, http: {}, grpc: {}, backendRef: {name: a, port: 1}}", "ExternalAuth"), "spec.rules[0].filters[0].externalAuth", "protocol must be 'GRPC' when grpc is set" },
        { HttpRule, Filter("externalAuth: {protocol: HTTP, backendRef: {name: a, port: 1}}", "ExternalAuth"), "spec.rules[0].filters[0].externalAuth", "http must be specified when protocol is set to 'HTTP'" },
        { HttpRule, Filter("externalAuth: {protocol: GRPC, http: {}, grpc: {}, backendRef: {name: a, port: 1}}", "ExternalAuth"), "spec.rules[0].filters[0].externalAuth", "protocol must be 'HTTP' when http is set" },
        { GrpcRule, Filter("requestMirror: {percent: 1, fraction: {numerator: 1}, backendRef: {name: a, port: 1}}", "RequestMirror"), "spec.rules[0].filters[0].requestMirror", "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter" },
        { HttpRule, Filter("requestMirror: {fraction: {numerator: 101}, backendRef: {name: a, port: 1}}", "RequestMirror"), "spec.rules[0].filters[0].requestMirror.fraction", "numerator must be less than or equal to denominator" },
        { HttpRule, Filter("urlRewrite: {path: {type: ReplaceFullPath}}", "URLRewrite"), "spec.rules[0].filters[0].urlRewrite.path", "replaceFullPath must be specified when type is set to 'ReplaceFullPath'" },
        { HttpRule, Filter("urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /, replaceFullPath: /}}", "URLRewrite"), "spec.rules[0].filters[0].urlRewrite.path", "type must be 'ReplaceFullPath' when replaceFullPath is set" },
        { HttpRule, Filter("requestRedirect: {path: {type: ReplacePrefixMatch}}", "RequestRedirect"), "spec.rules[0].filters[0].requestRedirect.path", "replacePrefixMatch must be specified when type is set to 'ReplacePrefixMatch'" },
        { HttpRule, Filter("requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /, replacePrefixMatch: /}}", "RequestRedirect"), "spec.rules[0].filters[0].requestRedirect.path", "type must be 'ReplacePrefixMatch' when replacePrefixMatch is set" },
        { GrpcRule, "rules: [{matches: [{method: {}}]}]", "spec.rules[0].matches[0].method", "One or both of 'service' or 'method' must be specified" },
        { GrpcRule, "rules: [{matches: [{method: {service: a-b}}]}]", "spec.rules[0].matches[0].method", @"service must only contain valid characters (matching ^(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$)" },
        { GrpcRule, "rules: [{matches: [{method: {method: a.b}}]}]", "spec.rules[0].matches[0].method", "method must only contain valid characters (matching ^[A-Za-z_][A-Za-z_0-9]*$)" },
        { "TLSRoute", "hostnames: [192.0.2.1]\nrules: [{backendRefs: [{name: a, port: 1}]}]", "spec.hostnames", "Hostnames cannot contain an IP" },
        { "TLSRoute", "hostnames: [a_b]\nrules: [{backendRefs: [{name: a, port: 1}]}]", "spec.hostnames", "Hostnames must be valid based on RFC-1123" },
        { "TLSRoute", "hostnames: ['a.*.b']\nrules: [{backendRefs: [{name: a, port: 1}]}]", "spec.hostnames", "Wildcards on hostnames must be the first label, and the rest of hostname must be valid based on RFC-1123" },
        { Gateway, Listeners("{name: a, port: 1, protocol: TCP, tls: {mode: Passthrough}}"), "spec.listeners", "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']" },
        { Gateway, Listeners("{name: a, port: 1, protocol: HTTPS, tls: {mode: Passthrough}}"), "spec.listeners", "tls mode must be Terminate for protocol HTTPS" },
        { Gateway, Listeners("{name: a, port: 1, protocol: TLS}"), "spec.listeners", "tls mode must be set for protocol TLS" },
        { Gateway, Listeners("{name: a, port: 1, protocol: UDP, hostname: a.b}"), "spec.listeners", "hostname must not be specified for protocols ['TCP', 'UDP']" },
        { "ListenerSet", "parentRef: {name: g}\nlisteners: [{name: a, port: 1, protocol: HTTP}, {name: a, port: 2, protocol: HTTP}]", "spec.listeners", "Listener name must be unique within the Gateway" },
        { "ListenerSet", "parentRef: {name: g}\nlisteners: [{name: a, port: 1, protocol: HTTP}, {name: b, port: 1, protocol: HTTP}]", "spec.listeners", "Combination of port, protocol and hostname must be unique for each listener" },
        { Gateway, Listeners("{name: a, port: 1, protocol: HTTPS, tls: {certificateRefs: [], options: {}}}"), "spec.listeners[0].tls", "certificateRefs or options must be specified when mode is Terminate" },
        { Gateway, Addresses("{value: 192.0.2.1}, {type: IPAddress, value: 192.0.2.1}"), "spec.addresses", "IPAddress values must be unique" },
        { Gateway, Addresses("{type: Hostname, value: a.b}, {type: Hostname, value: a.b}"), "spec.addresses", "Hostname values must be unique" },
        { Gateway, Addresses("{type: Hostname, value: A.b}"), "spec.addresses[0]", @"Hostname value must be empty or contain only valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)" },
        { Gateway, Infrastructure("annotations: {'-a': v}"), "spec.infrastructure.annotations", "Annotation keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters." },
        { Gateway, Infrastructure("labels: {'a/b/c': v}"), "spec.infrastructure.labels", "Label keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters." },
        { Gateway, Infrastructure($"annotations: {{{Long}/a: v}}"), "spec.infrastructure.annotations", "If specified, the annotation key's prefix must be a DNS subdomain not longer than 253 characters in total." },
        { Gateway, Infrastructure($"labels: {{{Long}/a: v}}"), "spec.infrastructure.labels", "If specified, the label key's prefix must be a DNS subdomain not longer than 253 characters in total." },
        { Gateway, Listeners("{name: a, port: 1, protocol: HTTP}") + "\ntls: {frontend: {default: {}, perPort: [{port: 1, tls: {}}, {port: 1, tls: {}}]}}", "spec.tls.frontend.perPort", "Port for TLS configuration must be unique within the Gateway" },
        { Policy, Target("sectionName: a}, {group: '', kind: Service, name: s") + System, "spec.targetRefs", "sectionName must be specified when targetRefs includes 2 or more references to the same target" },
        { Policy, Target("sectionName: a}, {group: '', kind: Service, name: s, sectionName: a") + System, "spec.targetRefs", "sectionName must be unique when targetRefs includes 2 or more references to the same target" },
        { Policy, Target() + Validation("caCertificateRefs: [{group: '', kind: ConfigMap, name: c}], wellKnownCACertificates: System"), "spec.validation", "must not contain both CACertificateRefs and WellKnownCACertificates" },
        { Policy, Target() + Validation("caCertificateRefs: []"), "spec.validation", "must specify either CACertificateRefs or WellKnownCACertificates" },
        { Policy, Target() + Names("{type: Hostname, uri: 'a:b'}"), "spec.validation.subjectAltNames[0]", "SubjectAltName element must contain Hostname, if Type is set to Hostname" },
        { Policy, Target() + Names("{type: URI, uri: 'a:b', hostname: a.b}"), "spec.validation.subjectAltNames[0]", "SubjectAltName element must not contain Hostname, if Type is not set to Hostname" },
        { Policy, Target() + Names("{type: URI}"), "spec.validation.subjectAltNames[0]", "SubjectAltName element must contain URI, if Type is set to URI" },
        { Policy, Target() + Names("{type: Hostname, hostname: a.b, uri: 'a:b'}"), "spec.validation.subjectAltNames[0]", "SubjectAltName element must not contain URI, if Type is not set to URI" },
        { XBackend, "type: ExternalHostname\nport: {port: 1}", "spec", "externalHostname must be set when type is ExternalHostname and must be unset otherwise" },
        { XBackend, "type: ExternalHostname\nport: {port: 1}\nexternalHostname: {hostname: a.svc.cluster.local}", "spec.externalHostname.hostname", "hostname must not be an IP address or end with .cluster.local" },
        { XBackend, "type: ExternalHostname\nport: {port: 1, name: a}\nexternalHostname: {hostname: a.b}", "spec.port.name", "Name must be a valid DNS label" },
        { XBackend, "type: ExternalHostname\nport: {port: 1}\nexternalHostname: {hostname: a.b}\ntls: {mode: ClientAndServer}", "spec.tls", "clientCertificateRef must be set if and only if mode is ClientAndServer" },
        { XPolicy, "targetRefs: [{group: '', kind: Service, name: s}]\nretryConstraint: {budget: {interval: 999ms}}", "spec.retryConstraint.budget.interval", "interval cannot be greater than one hour or less than one second" },
        { XPolicy, "targetRefs: [{group: '', kind: Service, name: s}]\nretryConstraint: {minRetryRate: {interval: 0s}}", "spec.retryConstraint.minRetryRate.interval", "interval cannot be greater than one hour" },
    };

    private static string Long => string.Join('.', Enumerable.Repeat(new string('p', 50), 5));

    private static string System => Validation("wellKnownCACertificates: System");

    [Theory]
    [MemberData(nameof(Broken))]
    public void BrokenRule_IsReportedAtItsField(string kind, string spec, string field, string message) =>
        Assert.Contains(Validate(kind, spec).Causes, cause => cause.Field == field && cause.Message.EndsWith(message, StringComparison.Ordinal));

    [Theory]
    [InlineData(HttpRule, "rules: [{filters: [{type: X}]}]")]
    public void BlockedObject_SkipsTheRules(string kind, string spec) =>
        Assert.Contains(Validate(kind, spec).Causes, cause => cause is { Field: "<nil>" } && cause.Message.Contains("some validation rules were not checked", StringComparison.Ordinal));

    [Fact]
    public void FilterUnions_NeedTheirOwnSettingsAndNoOthers()
    {
        foreach (var (kind, place) in (ReadOnlySpan<(string, string)>)[(HttpRule, "HTTPRouteFilter"), (GrpcRule, "GRPCRouteFilter")])
        {
            foreach (var (_, rule) in RuleSet.All.Where(entry => entry.Place == place))
            {
                var words = rule.Message.Split(' ');
                var (member, type) = (words[0]["filter.".Length..], rule.Message.Contains("must be nil", StringComparison.Ordinal) ? words[^1] : words[^2]);
                var settings = member switch { "requestMirror" => "{backendRef: {name: a, port: 1}}", "extensionRef" => "{group: a, kind: B, name: c}", "externalAuth" => "{protocol: HTTP, http: {}, backendRef: {name: a, port: 1}}", _ => "{}" };
                var other = type == "ResponseHeaderModifier" ? "RequestHeaderModifier" : "ResponseHeaderModifier";
                var filter = rule.Message.Contains("must be nil", StringComparison.Ordinal) ? $"{{type: {other}, {member}: {settings}}}" : $"{{type: {type}}}";
                Assert.Contains(Validate(kind, $"rules: [{{filters: [{filter}]}}]").Causes, cause => cause.Message.EndsWith(rule.Message, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void SingleFilters_CannotBeRepeated()
    {
        foreach (var (place, rule) in RuleSet.All.Where(entry => entry.Rule.Code == "SLU1112"))
        {
            var kind = place[..4] == "HTTP" ? HttpRule : GrpcRule;
            var filter = $"{{type: {rule.Message.Split(' ')[0]}}}";
            var spec = place.Contains("BackendRef", StringComparison.Ordinal)
                ? $"rules: [{{backendRefs: [{{name: a, port: 1, filters: [{filter}, {filter}]}}]}}]"
                : $"rules: [{{filters: [{filter}, {filter}]}}]";
            Assert.Contains(Validate(kind, spec).Causes, cause => cause.Message.EndsWith(rule.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EveryRule_HasACase()
    {
        var covered = ((IEnumerable<object[]>)Broken()).Select(row => (string)row[3]).ToHashSet(StringComparer.Ordinal);
        var missing = RuleSet.All
            .Where(entry => entry.Rule.Code is not ("SLU1110" or "SLU1111" or "SLU1112"))
            .Select(entry => entry.Rule.Message)
            .Where(message => !covered.Contains(message))

            // The type of a path match is an enum, whose error keeps the rule from being looked at; '#' is no path character either.
            .Where(message => !message.StartsWith("type must be one of", StringComparison.Ordinal) && !message.Contains("'#'", StringComparison.Ordinal))

            // Written by controllers, not by users.
            .Where(message => !message.StartsWith("Hostname value must only contain", StringComparison.Ordinal))
            .Distinct();
        Assert.Equal([], missing);
    }

    private static ValidationResult Validate(string kind, string spec)
    {
        var known = KnownKinds.GatewayApi.Single(candidate => candidate.Kind.Kind == kind);
        return ObjectValidator.Validate(new JsonObject
        {
            ["apiVersion"] = known.ApiVersion(known.Kind.Versions[0]),
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "case" },
            ["spec"] = Manifests.ParseTrees(spec)[0],
        });
    }

    private static string Rule(string content) => $"rules:\n- {content}";

    private static string Path(string value) => $"rules: [{{matches: [{{path: {{value: '{value}'}}}}]}}]";

    private static string Filter(string settings, string type) => $"rules: [{{filters: [{{type: {type}, {settings}}}]}}]";

    private static string InBackend(string filter) => $"rules: [{{matches: [{{path: {{type: Exact}}}}], backendRefs: [{{name: a, port: 1, filters: [{filter}]}}]}}]";

    private static string Listeners(string listeners) => $"gatewayClassName: c\nlisteners: [{listeners}]";

    private static string Addresses(string addresses) => Listeners("{name: a, port: 1, protocol: HTTP}") + $"\naddresses: [{addresses}]";

    private static string Infrastructure(string content) => Listeners("{name: a, port: 1, protocol: HTTP}") + $"\ninfrastructure: {{{content}}}";

    private static string Target(string more = "sectionName: a") => $"targetRefs: [{{group: '', kind: Service, name: s, {more}}}]";

    private static string Validation(string content) => $"\nvalidation: {{hostname: a.b, {content}}}";

    private static string Names(string names) => Validation($"wellKnownCACertificates: System, subjectAltNames: [{names}]");
}
