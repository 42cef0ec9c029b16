namespace Sluice.LocalCluster.Tests.Hosting;

/// <summary>The manifests of the cluster's tests.</summary>
internal static class Manifests
{
    public static string Deployment(string ns, string name, int replicas) =>
        $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          replicas: {{replicas}}
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}} } }
            spec:
              terminationGracePeriodSeconds: 5
              automountServiceAccountToken: false
              containers:
              - name: c
                image: example/tool:1
                args: [serve, "3000", --graceful]
                ports: [{name: http, containerPort: 3000}]
                lifecycle:
                  preStop:
                    sleep: {seconds: 1}
        """;

    public static string Service(string ns, string name, string kind, string? app = null) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          {{kind}}
          selector: {app: {{app ?? name}}}
          ports: [{name: http, port: 80, targetPort: 3000}]
        """;

    /// <summary>The containers of a pod that runs the test program.</summary>
    public static string Tool(params string[] arguments) =>
        $$"""
        containers:
        - name: c
          image: example/tool:1
          args: [{{string.Join(", ", arguments.Select(a => $"\"{a}\""))}}]{{(arguments is ["serve", var port, ..] ? $"\n  ports: [{{containerPort: {port}}}]" : "")}}
        """;
}
