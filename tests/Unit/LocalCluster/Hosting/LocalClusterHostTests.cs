using k8s.Models;

namespace Sluice.LocalCluster.Tests.Hosting;

public sealed class LocalClusterHostTests
{
    private const string Web =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 2
              automountServiceAccountToken: false
              containers:
              - name: c
                image: example/tool:1
                args: [serve, "3000", --graceful]
                ports: [{name: http, containerPort: 3000}]
        """;

    private const string WebService =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec:
          type: LoadBalancer
          selector: {app: web}
          ports: [{name: http, port: 80, targetPort: http}]
        """;

    [Fact]
    public async Task Deployment_BecomesProcessesBehindAService()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(61);
        await cluster.NamespaceAsync("shop");
        await cluster.CreateAsync<V1Service>(WebService);
        await cluster.CreateAsync<V1Deployment>(Web);

        V1Deployment deployment = await cluster.UntilAsync(cluster.Caches.Deployments, d => d.Status?.AvailableReplicas == 2);
        V1Service service = await cluster.UntilAsync(cluster.Caches.Services, s => s.Metadata.Name == "web" && s.Status?.LoadBalancer?.Ingress is { Count: 1 });
        await cluster.UntilAsync(cluster.Caches.EndpointSlices, s => s.Endpoints?.Count(e => e.Conditions.Ready == true) == 2);

        Assert.Equal("NewReplicaSetAvailable", deployment.Status.Conditions.Single(c => c.Type == "Progressing").Reason);
        string address = service.Status.LoadBalancer.Ingress[0].Ip;
        Assert.StartsWith("127.61.32.", address, StringComparison.Ordinal);
        HashSet<string> served = [];
        for (int i = 0; i < 8; i++)
        {
            served.Add(await TestCluster.GetAsync(address, 80, "/name"));
            served.Add(await TestCluster.GetAsync(service.Spec.ClusterIP, 80, "/name"));
        }

        Assert.Equal(
            cluster.Caches.Pods.In("shop").Select(p => p.Metadata.Name).Order(StringComparer.Ordinal),
            served.Order(StringComparer.Ordinal));
    }
}
