using System.Text.Json.Nodes;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Tests.Hosting;

[Collection(ClusterCollection.Name)]
public sealed class LocalClusterHostTests(ClusterFixture fixture)
{
    private readonly TestCluster _cluster = fixture.Cluster;

    [Fact]
    public async Task Deployment_BecomesProcessesBehindAService()
    {
        await _cluster.NamespaceAsync("shop");
        await _cluster.CreateAsync<V1Service>(Manifests.Service("shop", "web", "type: LoadBalancer"));
        await _cluster.CreateAsync<V1Deployment>(Manifests.Deployment("shop", "web", 2));

        V1Deployment deployment = await _cluster.UntilAsync(_cluster.Caches.Deployments, d => d.Metadata.NamespaceProperty == "shop" && d.Status?.AvailableReplicas == 2 && d.Status.Conditions.Any(c => c.Reason == "NewReplicaSetAvailable"));
        V1Service service = await _cluster.UntilAsync(_cluster.Caches.Services, s => s.Metadata.NamespaceProperty == "shop" && s.Status?.LoadBalancer?.Ingress is { Count: 1 });
        await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => s.Metadata.NamespaceProperty == "shop" && s.Endpoints?.Count(e => e.Conditions.Ready == true) == 2);

        Assert.Equal(["Available", "Progressing"], deployment.Status.Conditions.Select(c => c.Type).Order(StringComparer.Ordinal));
        string address = service.Status.LoadBalancer.Ingress[0].Ip;
        Assert.True(_cluster.Host.Addresses.LoadBalancers.Contains(System.Net.IPAddress.Parse(address)));
        HashSet<string> served = [];
        for (int i = 0; i < 8; i++)
        {
            served.Add(await TestCluster.GetAsync(address, 80, "/name"));
            served.Add(await TestCluster.GetAsync(service.Spec.ClusterIP, 80, "/name"));
        }

        Assert.Equal(
            _cluster.Caches.Pods.In("shop").Select(p => p.Metadata.Name).Order(StringComparer.Ordinal),
            served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RollingUpdate_ReplacesPodsWithoutLosingARequest()
    {
        await _cluster.NamespaceAsync("roll");
        V1Service service = await _cluster.CreateAsync<V1Service>(Manifests.Service("roll", "web", "type: ClusterIP"));
        await _cluster.CreateAsync<V1Deployment>(Manifests.Deployment("roll", "web", 2));
        await _cluster.UntilAsync(_cluster.Caches.Deployments, d => d.Metadata.NamespaceProperty == "roll" && d.Status?.AvailableReplicas == 2);
        string before = await TestCluster.GetAsync(service.Spec.ClusterIP, 80, "/env?VERSION");

        using var done = new CancellationTokenSource();
        int requests = 0;
        Task load = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                // A connection of its own each time, and no second try: a lost request fails the test.
                using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                await client.GetStringAsync(new Uri($"http://{service.Spec.ClusterIP}/"));
                requests++;
            }
        });
        var patch = (JsonObject)JsonNode.Parse("""{"spec":{"template":{"metadata":{"labels":{"version":"2"}}}}}""")!;
        V1Deployment patched = await _cluster.Api.PatchAsync<V1Deployment>(new ObjectKey("roll", "web"), patch, default);
        V1Deployment rolled = await _cluster.UntilAsync(
            _cluster.Caches.Deployments,
            d => d.Metadata.NamespaceProperty == "roll" && d.Status?.ObservedGeneration >= patched.Metadata.Generation && d.Status.UpdatedReplicas == 2 && d.Status.Replicas == 2 && d.Status.AvailableReplicas == 2 && d.Status.TerminatingReplicas == 0);
        await done.CancelAsync();
        await load;

        Assert.Equal("", before);
        Assert.True(requests > 0);
        Assert.Equal("2", rolled.Metadata.Annotations["deployment.kubernetes.io/revision"]);
        Assert.All(_cluster.Caches.Pods.In("roll").Where(PodState.IsActive), p => Assert.Equal("2", p.Metadata.Labels["version"]));
        Assert.Equal(2, _cluster.Caches.ReplicaSets.In("roll").Count());
    }

    [Fact]
    public async Task Pod_ThatCallsAService_IsSeenWithItsOwnAddress()
    {
        await _cluster.NamespaceAsync("calls");
        await _cluster.CreateAsync<V1Service>(Manifests.Service("calls", "web", "type: ClusterIP"));
        await _cluster.CreateAsync<V1Deployment>(Manifests.Deployment("calls", "web", 1));
        await _cluster.PodAsync("calls", "client", Manifests.Tool("serve", "4000"));
        V1Pod client = await _cluster.RunningAsync("calls", "client");
        await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => s.Metadata.NamespaceProperty == "calls" && s.Endpoints is [{ Conditions.Ready: true }]);
        V1Service service = _cluster.Caches.Services.Find("calls", "web")!;
        Assert.Equal("ok", await TestCluster.GetAsync(service.Spec.ClusterIP, 80, "/"));

        string seen = await TestCluster.GetAsync(client.Status.PodIP, 4000, $"/fetch?http://{service.Spec.ClusterIP}/peer");
        string fromOutside = await TestCluster.GetAsync(service.Spec.ClusterIP, 80, "/peer");

        Assert.Equal(client.Status.PodIP, seen);
        Assert.Equal("127.0.0.1", fromOutside);
    }

    [Fact]
    public async Task Datagrams_GoThroughAServiceAndBack()
    {
        await _cluster.NamespaceAsync("dgram");
        await _cluster.PodAsync("dgram", "echo", Manifests.Tool("udp", "5300"));
        V1Service service = await _cluster.CreateAsync<V1Service>(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: echo, namespace: dgram}
            spec:
              selector: {app: echo}
              ports: [{port: 53, targetPort: 5300, protocol: UDP}]
            """);
        await _cluster.RunningAsync("dgram", "echo");
        using var client = new System.Net.Sockets.UdpClient();
        client.Connect(service.Spec.ClusterIP, 53);
        using var limit = new CancellationTokenSource(TestCluster.Patience);

        string? answer = null;
        while (answer is null)
        {
            await client.SendAsync("hello"u8.ToArray(), limit.Token);
            using var moment = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            moment.CancelAfter(TimeSpan.FromMilliseconds(200));
            try
            {
                answer = System.Text.Encoding.UTF8.GetString((await client.ReceiveAsync(moment.Token)).Buffer);
            }
            catch (Exception e) when (e is OperationCanceledException or System.Net.Sockets.SocketException && !limit.IsCancellationRequested)
            {
                // The pod or the Service is not there yet: datagrams are lost or refused until then.
            }
        }

        Assert.Equal("echo 127.0.0.1 hello", answer);
    }

    [Fact]
    public async Task Names_AreResolvedAsInACluster()
    {
        await _cluster.NamespaceAsync("names");
        await _cluster.CreateAsync<V1Service>(Manifests.Service("names", "web", "type: ClusterIP", "server"));
        await _cluster.CreateAsync<V1Service>(Manifests.Service("names", "direct", "clusterIP: None", "server"));
        await _cluster.PodAsync("names", "server", Manifests.Tool("serve", "3000"));
        V1Pod pod = await _cluster.RunningAsync("names", "server");
        await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => s.Metadata.Labels["kubernetes.io/service-name"] == "direct" && s.Endpoints is [{ Conditions.Ready: true }]);
        string address = _cluster.Caches.Services.Find("names", "web")!.Spec.ClusterIP;
        var dns = new DnsClient(_cluster.Host.Runtime.DnsEndPoint);

        Assert.Equal((string[])[address], (await dns.AddressesAsync("web.names.svc.cluster.local")).AsEnumerable());
        Assert.Equal((string[])[address], (await dns.AddressesAsync("web.names.svc")).AsEnumerable());
        Assert.Equal((string[])[address], (await dns.AddressesAsync("web.names")).AsEnumerable());
        Assert.Equal((string[])[pod.Status.PodIP], (await dns.AddressesAsync("direct.names.svc.cluster.local")).AsEnumerable());
        Assert.Empty(await dns.AddressesAsync("nobody.names.svc.cluster.local"));
        if (_cluster.Host.Runtime.Isolated)
        {
            Assert.Equal(address, await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/resolve?web"));
        }
    }

    [Fact]
    public async Task DeletingADeployment_TakesItsPodsAlong()
    {
        await _cluster.NamespaceAsync("gc");
        await _cluster.CreateAsync<V1Deployment>(Manifests.Deployment("gc", "web", 1));
        await _cluster.UntilAsync(_cluster.Caches.Deployments, d => d.Metadata.NamespaceProperty == "gc" && d.Status?.AvailableReplicas == 1);
        ObjectKey pod = ObjectKey.Of(_cluster.Caches.Pods.In("gc").Single());
        ObjectKey set = ObjectKey.Of(_cluster.Caches.ReplicaSets.In("gc").Single());

        await _cluster.Api.DeleteAsync(Kinds.Deployments, new ObjectKey("gc", "web"), new V1DeleteOptions { PropagationPolicy = "Foreground" }, default);

        await _cluster.GoneAsync(_cluster.Caches.Deployments, new ObjectKey("gc", "web"));
        Assert.Null(await _cluster.Api.FindAsync<V1ReplicaSet>(Kinds.ReplicaSets, set, default));
        Assert.Null(await _cluster.Api.FindAsync<V1Pod>(Kinds.Pods, pod, default));
    }

    [Fact]
    public async Task DeletingANamespace_EndsEverythingInIt()
    {
        await _cluster.NamespaceAsync("gone");
        await _cluster.PodAsync("gone", "web", Manifests.Tool("serve", "3000"));
        V1Pod pod = await _cluster.RunningAsync("gone", "web");
        int pid = int.Parse(await TestCluster.GetAsync(pod.Status.PodIP, 3000, "/pid"), System.Globalization.CultureInfo.InvariantCulture);

        await _cluster.Api.DeleteAsync(Kinds.Namespaces, new ObjectKey("", "gone"), new V1DeleteOptions(), default);

        await _cluster.GoneAsync(_cluster.Caches.Namespaces, new ObjectKey("", "gone"));
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }
}
