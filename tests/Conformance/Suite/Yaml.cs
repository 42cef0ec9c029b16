namespace Sluice.Conformance.Tests.Suite;

/// <summary>Short ways to write the objects of cases as YAML.</summary>
internal static class Yaml
{
    public const string B1 = "infra-backend-v1";
    public const string B2 = "infra-backend-v2";
    public const string B3 = "infra-backend-v3";

    /// <summary>The edits that many filter tests make to the request, and what the backend must then see.</summary>
    public const string ModifyHeaders =
        "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Header-Set, value: set-overwrites-values}], add: [{name: X-Header-Add, value: header-val-1}, {name: X-Header-Add-Append, value: header-val-2}], remove: [X-Header-Remove]}}";

    public static string Objects(params IEnumerable<string> documents) => string.Join("\n---\n", documents);

    /// <summary>A route of any kind; <paramref name="spec"/> is what follows parentRefs.</summary>
    public static string Route(string kind, string name, string parents, string spec, string ns = BaseManifests.Infra) => $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: {{kind}}
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          parentRefs: [{{parents}}]
        {{Indent(spec)}}
        """;

    /// <summary>An HTTPRoute on same-namespace.</summary>
    public static string HttpRoute(string name, params string[] rules) => HttpRouteOn("{name: same-namespace}", name, rules);

    public static string HttpRouteOn(string parents, string name, params string[] rules) => Route("HTTPRoute", name, parents, Rules(rules));

    /// <summary>An HTTPRoute with hostnames.</summary>
    public static string HttpRouteFor(string hostnames, string parents, string name, params string[] rules) =>
        Route("HTTPRoute", name, parents, $"hostnames: [{hostnames}]\n{Rules(rules)}");

    public static string Rules(params string[] rules) => "rules:\n" + string.Join('\n', rules.Select(rule => $"- {{{rule}}}"));

    /// <summary>A rule that forwards what any of the matches admits.</summary>
    public static string To(string backend, params string[] matches) => Rule($"backendRefs: [{Backend(backend)}]", matches);

    public static string Rule(string rest, params string[] matches) =>
        matches.Length == 0 ? rest : $"matches: [{string.Join(", ", matches.Select(match => $"{{{match}}}"))}], {rest}";

    /// <summary>A rule with filters that forwards.</summary>
    public static string Filtered(string backend, string path, params string[] filters) =>
        Rule($"filters: [{string.Join(", ", filters)}], backendRefs: [{Backend(backend)}]", Prefix(path));

    public static string Redirect(string path, string redirect) =>
        Rule($"filters: [{{type: RequestRedirect, requestRedirect: {{{redirect}}}}}]", Prefix(path));

    public static string Backend(string name, string more = "") => $"{{name: {name}, port: 8080{(more.Length > 0 ? ", " + more : "")}}}";

    public static string Prefix(string path) => $"path: {{type: PathPrefix, value: \"{path}\"}}";

    public static string Exact(string path) => $"path: {{type: Exact, value: \"{path}\"}}";

    public static string Headers(params (string Name, string Value)[] headers) => $"headers: [{Pairs(headers)}]";

    public static string Query(params (string Name, string Value)[] parameters) => $"queryParams: [{Pairs(parameters)}]";

    /// <summary>A Gateway of our class; each listener is a flow mapping.</summary>
    public static string Gateway(string name, params string[] listeners) => GatewayWith(name, "", listeners);

    /// <summary>A Gateway with more in its spec than listeners.</summary>
    public static string GatewayWith(string name, string spec, params string[] listeners) => $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: {{name}}, namespace: {{BaseManifests.Infra}}}
        spec:
          gatewayClassName: sluice
        {{Indent(spec)}}
          listeners:
        {{Indent(string.Join('\n', listeners.Select(listener => $"- {{{listener}}}")))}}
        """;

    /// <summary>An HTTP listener on a port, for routes of the same namespace.</summary>
    public static string HttpListener(string name, int port = 80, string? hostname = null, string from = "Same") =>
        $"name: {name}, port: {port}, protocol: HTTP{(hostname is null ? "" : $", hostname: \"{hostname}\"")}, allowedRoutes: {{namespaces: {{from: {from}}}}}";

    public static string ReferenceGrant(string name, string ns, string fromKind, string toKind, string? toName = null, string fromNamespace = BaseManifests.Infra, string fromGroup = "gateway.networking.k8s.io", string toGroup = "\"\"") => $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: ReferenceGrant
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          from: [{group: {{fromGroup}}, kind: {{fromKind}}, namespace: {{fromNamespace}}}]
          to: [{group: {{toGroup}}, kind: {{toKind}}{{(toName is null ? "" : $", name: {toName}")}}}]
        """;

    /// <summary>A listener for TLSRoutes of the same namespace.</summary>
    public static string TlsListener(string name, int port, string? hostname, string? terminatingSecret = null) =>
        $"name: {name}, port: {port}, protocol: TLS{(hostname is null ? "" : $", hostname: \"{hostname}\"")}, allowedRoutes: {{namespaces: {{from: Same}}, kinds: [{{kind: TLSRoute}}]}}, "
        + (terminatingSecret is null ? "tls: {mode: Passthrough}" : $"tls: {{mode: Terminate, certificateRefs: [{{name: {terminatingSecret}}}]}}");

    /// <summary>A TCP or UDP listener.</summary>
    public static string StreamListener(string name, string protocol, int port) =>
        $"name: {name}, protocol: {protocol}, port: {port}, allowedRoutes: {{kinds: [{{kind: {protocol}Route}}]}}";

    /// <summary>A TLSRoute, TCPRoute or UDPRoute with one rule.</summary>
    public static string StreamRoute(string kind, string name, string parents, string backends, string? hostnames = null) =>
        Route(kind, name, parents, (hostnames is null ? "" : $"hostnames: [{hostnames}]\n") + $"rules:\n- {{backendRefs: [{backends}]}}");

    /// <summary>An HTTPS listener with Secret tls-validity-checks-certificate.</summary>
    public static string HttpsListener(string name, int port = 443, string? hostname = null, string from = "Same") =>
        $"name: {name}, port: {port}, protocol: HTTPS{(hostname is null ? "" : $", hostname: \"{hostname}\"")}, allowedRoutes: {{namespaces: {{from: {from}}}}}, tls: {{certificateRefs: [{{name: tls-validity-checks-certificate}}]}}";

    public static string ListenerSet(string name, string gateway, string ns, params string[] listeners) => $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: ListenerSet
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          parentRef: {kind: Gateway, group: gateway.networking.k8s.io, name: {{gateway}}, namespace: {{BaseManifests.Infra}}}
          listeners:
        {{Indent(string.Join('\n', listeners.Select(listener => $"- {{{listener}}}")))}}
        """;

    /// <summary>A reference to a ListenerSet as a route's parent.</summary>
    public static string OnListenerSet(string name, string? sectionName = null, string ns = BaseManifests.Infra) =>
        $"{{kind: ListenerSet, group: gateway.networking.k8s.io, name: {name}, namespace: {ns}{(sectionName is null ? "" : $", sectionName: {sectionName}")}}}";

    public static string Namespace(string name, string labels = "") => $"{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}, labels: {{{labels}}}}}}}";

    /// <summary>A BackendTLSPolicy for a Service (and port name), with its CA from a ConfigMap.</summary>
    public static string BackendTlsPolicy(string name, string service, string? sectionName, string hostname, string caConfigMap = "tls-checks-ca-certificate", string more = "", string? caRef = null) => $$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: BackendTLSPolicy
        metadata: {name: {{name}}, namespace: {{BaseManifests.Infra}}}
        spec:
          targetRefs: [{group: "", kind: Service, name: {{service}}{{(sectionName is null ? "" : $", sectionName: {sectionName}")}}}]
          validation: {caCertificateRefs: [{{caRef ?? $"{{group: \"\", kind: ConfigMap, name: {caConfigMap}}}"}}], hostname: {{hostname}}{{more}}}
        """;

    /// <summary>A Service in front of the pods of another workload.</summary>
    public static string ServiceFor(string name, string app, params string[] ports) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{BaseManifests.Infra}}}
        spec: {selector: {app: {{app}}}, ports: [{{string.Join(", ", ports.Select(port => $"{{{port}}}"))}}]}
        """;

    /// <summary>A Gateway that "namespace ready" passes over.</summary>
    public static string Skipped(string gateway) =>
        gateway.Replace("metadata: {", "metadata: {annotations: {gateway-api/skip-this-for-readiness: \"true\"}, ", StringComparison.Ordinal);

    /// <summary>An HTTPS listener whose Secret lives in another namespace.</summary>
    public static string CrossNamespaceListener =>
        $"name: https, port: 443, protocol: HTTPS, allowedRoutes: {{namespaces: {{from: All}}}}, tls: {{certificateRefs: [{{group: \"\", kind: Secret, name: certificate, namespace: {BaseManifests.WebBackend}}}]}}";

    /// <summary>Frontend client validation with one CA by default and another on port 8443.</summary>
    public static string ClientValidation(string mode) =>
        $"tls: {{frontend: {{default: {{validation: {{{mode}caCertificateRefs: [{{kind: ConfigMap, group: \"\", name: tls-validity-checks-ca-certificate}}]}}}}, "
        + $"perPort: [{{port: 8443, tls: {{validation: {{{mode}caCertificateRefs: [{{kind: ConfigMap, group: \"\", name: tls-validity-checks-per-port-ca-certificate}}]}}}}}}]}}}}";

    private static string Pairs((string Name, string Value)[] pairs) => string.Join(", ", pairs.Select(pair => $"{{name: {pair.Name}, value: {pair.Value}}}"));

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(line => "  " + line));
}
