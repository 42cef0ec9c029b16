namespace Sluice.Conformance.Tests.Suite;

/// <summary>
/// The namespaces and workloads of the mesh tests. Their Services are captured by the namespaces' label, which the official suite sets
/// when it is run with <c>--namespace-labels=sluice.dev/mesh=enabled</c>.
/// </summary>
internal static class MeshManifests
{
    public const string Mesh = "gateway-conformance-mesh";
    public const string Consumer = "gateway-conformance-mesh-consumer";

    public static string All { get; } = BaseManifests.Join(
        Namespace(Mesh, "mesh"), Namespace(Consumer, "mesh-consumer"),
        Workload(Mesh, "v1"), Workload(Mesh, "v2"), Workload(Consumer, "v1"),
        Service(Mesh, "echo", "app: echo"), Service(Mesh, "echo-v1", "app: echo, version: v1"), Service(Mesh, "echo-v2", "app: echo, version: v2"));

    private static string Namespace(string name, string label) =>
        $"{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}, labels: {{gateway-conformance: {label}, sluice.dev/mesh: enabled}}}}}}";

    private static string Service(string ns, string name, string selector) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          selector: { {{selector}} }
          ports:
          - {name: http, port: 80, targetPort: 8080, appProtocol: http}
          - {name: http-alt, port: 8080, appProtocol: http}
          - {name: https, port: 443, targetPort: 8443}
          - {name: tcp, port: 9090}
          - {name: grpc, port: 7070, appProtocol: grpc}
        """;

    private static string Workload(string ns, string version) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: echo-{{version}}, namespace: {{ns}}, labels: {app: echo} }
        spec:
          selector: {matchLabels: {app: echo, version: {{version}} } }
          template:
            metadata: {labels: {app: echo, version: {{version}} } }
            spec:
              containers:
              - name: echo
                image: {{BaseManifests.EchoImage}}
                env:
                - {name: MESH_ECHO_SERVER, value: "1"}
                - {name: HTTP_PORT, value: "8080"}
                - {name: H2C_PORT, value: "7070"}
                - {name: TCP_PORT, value: "9090"}
                - {name: SERVICE_NAME, value: echo-{{version}}}
                - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name} } }
                - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace} } }
                readinessProbe: {tcpSocket: {port: 7070}, periodSeconds: 1}
        """;
}
