using System.Globalization;
using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Tests.Hosting;

namespace Sluice.LocalCluster.Tests.ServiceProxy;

/// <summary>Services whose endpoints somebody else publishes, and the moment from which an endpoint can be reached.</summary>
[Collection(ClusterCollection.Name)]
public sealed class EndpointTests(ClusterFixture fixture)
{
    private readonly TestCluster _cluster = fixture.Cluster;

    [Fact]
    public async Task Slice_ThatSomebodyWrites_IsServedFromTheMomentItIsThere()
    {
        await _cluster.NamespaceAsync("moment");
        using var backend = new TcpListener(IPAddress.Loopback, 0);
        backend.Start();
        int port = ((IPEndPoint)backend.LocalEndpoint).Port;
        List<int> refused = [];
        for (int i = 0; i < 30; i++)
        {
            V1Service service = await _cluster.CreateAsync<V1Service>(WithoutSelector("moment", $"web-{i}", "[{port: 80}]"));
            await _cluster.CreateAsync<V1EndpointSlice>(Slice("moment", $"web-{i}", $"web-{i}-own", "127.0.0.1", $"[{{port: {port}}}]"));

            // No second try: whoever got the answer of the write may call.
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(service.Spec.ClusterIP, 80);
            }
            catch (SocketException)
            {
                refused.Add(i);
            }
        }

        Assert.Empty(refused);
    }

    [Fact]
    public async Task Slices_WithDifferentTargetPorts_ServeEachPortOfTheServiceByName()
    {
        await _cluster.NamespaceAsync("targets");
        await _cluster.PodAsync("targets", "one", Manifests.Tool("serve", "3001"));
        await _cluster.PodAsync("targets", "two", Manifests.Tool("serve", "3002"));
        string one = (await _cluster.RunningAsync("targets", "one")).Status.PodIP;
        string two = (await _cluster.RunningAsync("targets", "two")).Status.PodIP;
        V1Service service = await _cluster.CreateAsync<V1Service>(WithoutSelector("targets", "front", "[{name: a, port: 80}, {name: b, port: 81, targetPort: 9}]"));
        await _cluster.CreateAsync<V1EndpointSlice>(Slice("targets", "front", "front-a", one, "[{name: a, port: 3001}]"));
        await _cluster.CreateAsync<V1EndpointSlice>(Slice("targets", "front", "front-b", two, "[{name: b, port: 3002}]"));

        Assert.Equal("one", await Once(service.Spec.ClusterIP, 80));
        Assert.Equal("two", await Once(service.Spec.ClusterIP, 81));
    }

    [Fact]
    public async Task Selector_TakenAway_LeavesSlicesAndEndpointsAsTheyAre_AndANewOneTakesThemBack()
    {
        await _cluster.NamespaceAsync("handover");
        await _cluster.CreateAsync<V1Service>(Manifests.Service("handover", "web", "type: ClusterIP"));
        await _cluster.PodAsync("handover", "web", Manifests.Tool("serve", "3000"));
        V1Pod pod = await _cluster.RunningAsync("handover", "web");
        var key = new ObjectKey("handover", "web");
        V1EndpointSlice slice = await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => Manager(s) == "endpointslice-controller.k8s.io" && s.Metadata.NamespaceProperty == "handover" && s.Endpoints is [{ Conditions.Ready: true }]);
        await _cluster.UntilAsync(_cluster.Caches.Endpoints, e => ObjectKey.Of(e) == key && e.Subsets is [{ Addresses: [_] }]);

        await _cluster.Api.PatchAsync<V1Service>(key, (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"spec":{"selector":null}}""")!, default);

        // Endpoints of a Service without a selector are mirrored, whoever wrote them.
        V1EndpointSlice mirror = await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => s.Metadata.NamespaceProperty == "handover" && Manager(s) == "endpointslicemirroring-controller.k8s.io");
        Assert.Equal(pod.Status.PodIP, Assert.Single(mirror.Endpoints).Addresses[0]);
        Assert.Equal("Endpoints", Assert.Single(mirror.Metadata.OwnerReferences).Kind);
        Assert.Equal(slice.Metadata.ResourceVersion, (await _cluster.Api.FindAsync<V1EndpointSlice>(Kinds.EndpointSlices, ObjectKey.Of(slice), default))!.Metadata.ResourceVersion);

        // Their deletion is final, and takes the mirror along.
        await _cluster.Api.DeleteAsync(Kinds.Endpoints, key, new V1DeleteOptions(), default);
        await _cluster.GoneAsync(_cluster.Caches.EndpointSlices, ObjectKey.Of(mirror));
        await _cluster.Api.DeleteAsync(Kinds.EndpointSlices, ObjectKey.Of(slice), new V1DeleteOptions(), default);
        await _cluster.CreateAsync<V1EndpointSlice>(Slice("handover", "web", "elsewhere", pod.Status.PodIP, "[{name: http, port: 3000}]"));
        Assert.Null(await _cluster.Api.FindAsync<V1Endpoints>(Kinds.Endpoints, key, default));
        Assert.Equal("web", await Once(_cluster.Caches.Services.Find(key)!.Spec.ClusterIP, 80));

        await _cluster.Api.PatchAsync<V1Service>(key, (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"spec":{"selector":{"app":"web"}}}""")!, default);
        await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => s.Metadata.NamespaceProperty == "handover" && Manager(s) == "endpointslice-controller.k8s.io" && s.Endpoints is [{ Conditions.Ready: true }]);
        await _cluster.UntilAsync(_cluster.Caches.Endpoints, e => ObjectKey.Of(e) == key && e.Subsets is [{ Addresses: [_] }]);

        // What somebody else published stays theirs.
        Assert.NotNull(await _cluster.Api.FindAsync<V1EndpointSlice>(Kinds.EndpointSlices, new ObjectKey("handover", "elsewhere"), default));
    }

    [Fact]
    public async Task Endpoints_OfAServiceWithoutSelector_BecomeSlices()
    {
        await _cluster.NamespaceAsync("mirror");
        V1Service service = await _cluster.CreateAsync<V1Service>(WithoutSelector("mirror", "web", "[{name: http, port: 80}]"));
        await _cluster.PodAsync("mirror", "pod", Manifests.Tool("serve", "3000"));
        V1Pod pod = await _cluster.RunningAsync("mirror", "pod");
        await _cluster.CreateAsync<V1Endpoints>(
            $$"""
            apiVersion: v1
            kind: Endpoints
            metadata: {name: web, namespace: mirror, labels: {team: a} }
            subsets: [{addresses: [{ip: "{{pod.Status.PodIP}}" }], notReadyAddresses: [{ip: 10.0.0.9}], ports: [{name: http, port: 3000}]}]
            """);

        V1EndpointSlice slice = await _cluster.UntilAsync(_cluster.Caches.EndpointSlices, s => s.Metadata.NamespaceProperty == "mirror");

        Assert.Equal("a", slice.Metadata.Labels["team"]);
        Assert.Equal([(pod.Status.PodIP, true), ("10.0.0.9", false)], slice.Endpoints.Select(e => (e.Addresses[0], e.Conditions.Ready!.Value)));
        Assert.Equal("pod", await Once(service.Spec.ClusterIP, 80));
    }

    private static string? Manager(V1EndpointSlice slice) => slice.Metadata.Labels?.TryGetValue("endpointslice.kubernetes.io/managed-by", out string? manager) == true ? manager : null;

    /// <summary>The name of the pod that answers, at the first try.</summary>
    private static async Task<string> Once(string host, int port)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/name")));
    }

    private static string WithoutSelector(string ns, string name, string ports) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec: {ports: {{ports}} }
        """;

    private static string Slice(string ns, string service, string name, string address, string ports) =>
        $$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: {{name}}
          namespace: {{ns}}
          labels: {kubernetes.io/service-name: {{service}}, endpointslice.kubernetes.io/managed-by: somebody.example.com}
        addressType: IPv4
        endpoints: [{addresses: ["{{address}}"], conditions: {} }]
        ports: {{ports}}
        """;
}
