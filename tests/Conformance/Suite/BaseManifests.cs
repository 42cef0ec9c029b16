using System.Text;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>The namespaces, base Gateways and backends that most cases use, under the names the official tests know them by.</summary>
internal static class BaseManifests
{
    public const string Infra = "gateway-conformance-infra";
    public const string AppBackend = "gateway-conformance-app-backend";
    public const string WebBackend = "gateway-conformance-web-backend";
    public const string EchoImage = "ghcr.io/sluice-dev/conformance-echo:0.1.0";

    public static string Namespaces { get; } = Join(Namespace(Infra, "infra"), Namespace(AppBackend, "backend"), Namespace(WebBackend, "backend"));

    public static string Gateways { get; } = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: same-namespace}
        spec:
          gatewayClassName: sluice
          listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Same}}}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: same-namespace-with-https-listener}
        spec:
          gatewayClassName: sluice
          listeners:
          - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: tls-validity-checks-certificate}]}}
          - {name: https-with-hostname, hostname: second-example.org, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: tls-validity-checks-certificate}]}}
          - {name: https-with-wildcard-hostname, hostname: "*.wildcard.org", port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: tls-validity-checks-certificate}]}}
          - {name: https-with-hostname-matching-wildcard, hostname: fourth-example.wildcard.org, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: tls-validity-checks-certificate}]}}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: all-namespaces}
        spec:
          gatewayClassName: sluice
          listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: backend-namespaces}
        spec:
          gatewayClassName: sluice
          listeners:
          - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {gateway-conformance: backend}}}}}
        """;

    public static string Backends { get; } = Join(
        Http("infra-backend-v1", replicas: 2, extraPorts: [(8081, 3001, "kubernetes.io/h2c"), (8082, 3000, "kubernetes.io/ws")]),
        Http("infra-backend-v2", replicas: 2),
        Http("infra-backend-v3"),
        Http("app-backend-v1", AppBackend),
        Http("app-backend-v2", AppBackend),
        Http("web-backend", WebBackend),
        Https("tls-backend", Infra),
        Https("tls-backend-2", Infra),
        Https("tls-backend", AppBackend),
        Grpc("grpc-infra-backend-v1"),
        Grpc("grpc-infra-backend-v2"),
        Grpc("grpc-infra-backend-v3"),
        Workload("coredns", Infra, "DNS_SERVER", [("udp", 53, 53, "UDP", null)]),
        Tcp("tcp-backend", withTls: true));

    /// <summary>An HTTP echo Deployment and its Service on port 8080.</summary>
    public static string Http(string name, string ns = Infra, int replicas = 1, params (int Port, int TargetPort, string AppProtocol)[] extraPorts) =>
        Workload(name, ns, null, [("first-port", 8080, 3000, "TCP", null), .. extraPorts.Select((port, i) => ($"extra-{i}", port.Port, port.TargetPort, "TCP", (string?)port.AppProtocol))], replicas);

    /// <summary>An HTTPS echo Deployment with Secret tls-checks-certificate and its Service on port 443.</summary>
    public static string Https(string name, string ns) =>
        Workload(name, ns, null, [("https", 443, 8443, "TCP", null)], secret: ns == Infra ? "tls-checks-certificate" : "tls-passthrough-checks-certificate", clientCa: ns == Infra ? "tls-checks-ca-certificate" : null);

    public static string Grpc(string name) => Workload(name, Infra, "GRPC_ECHO_SERVER", [("grpc", 8080, 3000, "TCP", "kubernetes.io/h2c")]);

    public static string Tcp(string name, string ns = Infra, bool withTls = false) => Workload(
        name, ns, "TCP_ECHO_SERVER",
        withTls ? [("tcp", 3000, 3000, "TCP", null), ("tls", 8443, 8443, "TCP", null)] : [("tcp", 3000, 3000, "TCP", null)],
        secret: withTls ? "tls-passthrough-checks-certificate" : null);

    public static string Udp(string name, string ns = Infra) => Workload(name, ns, "UDP_ECHO_SERVER", [("udp", 8080, 8080, "UDP", null)]);

    public static string Join(params IEnumerable<string> documents) => string.Join("\n---\n", documents);

    private static string Namespace(string name, string label) =>
        $"{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}, labels: {{gateway-conformance: {label}}}}}}}";

    private static string Workload(
        string name, string ns, string? mode, (string Name, int Port, int TargetPort, string Protocol, string? AppProtocol)[] ports,
        int replicas = 1, string? secret = null, string? clientCa = null)
    {
        var service = new StringBuilder($$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{name}}, namespace: {{ns}}}
            spec:
              selector: {app: {{name}}}
              ports:

            """);
        foreach (var port in ports)
        {
            var appProtocol = port.AppProtocol is null ? "" : $", appProtocol: {port.AppProtocol}";
            service.Append($"  - {{name: {port.Name}, port: {port.Port}, targetPort: {port.TargetPort}, protocol: {port.Protocol}{appProtocol}}}\n");
        }

        var environment = new StringBuilder($$"""
                    - {name: SERVICE_NAME, value: {{name}}}
                    - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name} } }
                    - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace} } }

            """);
        if (mode is not null)
        {
            environment.Append($"        - {{name: {mode}, value: \"1\"}}\n");
        }

        var mounts = new StringBuilder();
        var volumes = new StringBuilder();
        if (secret is not null)
        {
            environment.Append("        - {name: TLS_SERVER_CERT, value: /etc/server-certs/tls.crt}\n        - {name: TLS_SERVER_PRIVKEY, value: /etc/server-certs/tls.key}\n");
            mounts.Append("        - {name: server-certs, mountPath: /etc/server-certs}\n");
            volumes.Append($"      - {{name: server-certs, secret: {{secretName: {secret}}}}}\n");
        }

        if (clientCa is not null)
        {
            environment.Append("        - {name: TLS_CLIENT_CACERTS, value: /etc/client-ca/ca.crt}\n");
            mounts.Append("        - {name: client-ca, mountPath: /etc/client-ca}\n");
            volumes.Append($"      - {{name: client-ca, configMap: {{name: {clientCa}}}}}\n");
        }

        var probe = ports[0].Protocol == "UDP" ? "" : $"        readinessProbe: {{tcpSocket: {{port: {ports[0].TargetPort}}}, periodSeconds: 1}}\n";
        return $$"""
            {{service}}---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{name}}, namespace: {{ns}}}
            spec:
              replicas: {{replicas}}
              selector: {matchLabels: {app: {{name}} } }
              template:
                metadata: {labels: {app: {{name}} } }
                spec:
                  containers:
                  - name: {{name}}
                    image: {{EchoImage}}
                    env:
            {{environment}}{{(mounts.Length > 0 ? "        volumeMounts:\n" : "")}}{{mounts}}{{probe}}{{(volumes.Length > 0 ? "      volumes:\n" : "")}}{{volumes}}
            """;
    }
}
