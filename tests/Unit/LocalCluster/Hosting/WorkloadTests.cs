using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Tests.Hosting;

[Collection(ClusterCollection.Name)]
public sealed class WorkloadTests(ClusterFixture fixture)
{
    private readonly TestCluster _cluster = fixture.Cluster;

    [Fact]
    public async Task StatefulSet_StartsPodsInOrder_WithStableNames()
    {
        await _cluster.NamespaceAsync("stateful");
        await _cluster.CreateAsync<V1StatefulSet>(Workload("StatefulSet", "stateful", "replicas: 2\n  serviceName: web", "serve", "3000", "--graceful"));

        V1StatefulSet set = await _cluster.UntilAsync(_cluster.Caches.StatefulSets, s => s.Metadata.NamespaceProperty == "stateful" && s.Status?.ReadyReplicas == 2);

        Assert.Equal(set.Status.UpdateRevision, set.Status.CurrentRevision);
        V1Pod[] pods = [.. _cluster.Caches.Pods.In("stateful").OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        Assert.Equal(["web-0", "web-1"], pods.Select(p => p.Metadata.Name));
        Assert.True(PodState.Condition(pods[0], "Ready")!.LastTransitionTime <= pods[1].Metadata.CreationTimestamp);
    }

    [Fact]
    public async Task DaemonSet_RunsOnTheNode()
    {
        await _cluster.NamespaceAsync("daemon");
        await _cluster.CreateAsync<V1DaemonSet>(Workload("DaemonSet", "daemon", "minReadySeconds: 0", "serve", "3000", "--graceful"));

        V1DaemonSet set = await _cluster.UntilAsync(_cluster.Caches.DaemonSets, s => s.Metadata.NamespaceProperty == "daemon" && s.Status?.NumberReady == 1);

        Assert.Equal(1, set.Status.DesiredNumberScheduled);
        Assert.Single(_cluster.Caches.Pods.In("daemon"));
    }

    [Fact]
    public async Task Job_EndsWhenEnoughPodsHaveSucceeded()
    {
        await _cluster.NamespaceAsync("job");
        await _cluster.CreateAsync<V1Job>(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: once, namespace: job}
            spec:
              completions: 2
              template:
                spec:
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  containers: [{name: c, image: "example/tool:1", args: [env]}]
            """);

        V1Job job = await _cluster.UntilAsync(_cluster.Caches.Jobs, j => j.Metadata.NamespaceProperty == "job" && j.Status?.Conditions?.Any(c => c.Type == "Complete") == true);

        Assert.Equal(2, job.Status.Succeeded);
        Assert.Null(job.Status.Active);
    }

    private static string Workload(string kind, string ns, string spec, params string[] arguments) =>
        $$"""
        apiVersion: apps/v1
        kind: {{kind}}
        metadata: {name: web, namespace: {{ns}}}
        spec:
          {{spec}}
          selector: {matchLabels: {app: web} }
          template:
            metadata: {labels: {app: web} }
            spec:
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 2
              containers:
              - {name: c, image: "example/tool:1", args: [{{string.Join(", ", arguments.Select(a => $"\"{a}\""))}}], ports: [{containerPort: 3000}]}
        """;
}
