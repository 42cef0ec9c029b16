using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Sluice.GatewayApi.Yaml;
using Sluice.LocalCluster.Hosting;
using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests.Faults;

/// <summary>
/// The platform as it is deployed in production - two controls, a Gateway with two proxies - with httpbin behind it, in a local cluster
/// whose processes a test may kill, stop and cut off.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The test framework ends it by IAsyncLifetime.")]
public sealed class FaultCluster : IAsyncLifetime
{
    public const string System = "sluice-system";
    public const string Demo = "demo";
    public const string ProxySelector = "gateway.networking.k8s.io/gateway-name=web";
    public const string ControlSelector = "app.kubernetes.io/name=sluice-control";

    private const int SigStop = 19;
    private const int SigCont = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>A container that was killed again and again is started again only after five minutes (CrashLoopBackOff).</summary>
    private static readonly TimeSpan RestartPatience = TimeSpan.FromMinutes(6);

    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-faults-").FullName;
    private LocalClusterHost _host = null!;
    private Kubernetes _kubernetes = null!;
    private TcpRelay _relay = null!;

    public ApiObjects Objects { get; private set; } = null!;

    /// <summary>The Gateway's address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The API server as control sees it.</summary>
    internal TcpRelay Api => _relay;

    public async Task InitializeAsync()
    {
        var catalog = Path.Combine(_folder, "catalog.json");
        await File.WriteAllTextAsync(catalog, JsonSerializer.Serialize(new
        {
            images = new Dictionary<string, object>
            {
                ["ghcr.io/sluice-dev/gateway"] = new { command = new[] { "dotnet", BuildOutput.Assembly("Sluice.Gateway") } },
                ["docker.io/mccutchen/go-httpbin"] = new { command = new[] { "dotnet", BuildOutput.Assembly("Sluice.Examples.Services"), "httpbin" } },
            },
        }));
        _host = await LocalClusterHost.StartAsync(new LocalClusterOptions { StateFolder = Path.Combine(_folder, "cluster"), Catalogs = [catalog] });
        _kubernetes = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_host.KubeconfigPath));
        _kubernetes.HttpClient.BaseAddress = _kubernetes.BaseUri;
        Objects = new ApiObjects(_kubernetes.HttpClient, Demo);
        // On the server's address and another port, so that certificates hold.
        var server = new IPEndPoint(_host.Addresses.ApiServer, ClusterAddresses.ApiServerPort);
        _relay = new TcpRelay(new IPEndPoint(server.Address, server.Port + 1), () => server);
        _relay.Restore();

        await Objects.ApplyAsync(await PlatformAsync());
        await Objects.ApplyAsync(Workload);
        await GatewayAsync("[{ name: http, port: 80, protocol: HTTP }]");
        await RouteAsync("get", "/get");
        await AvailableAsync("Deployment", "httpbin", Demo, 1);
        await AvailableAsync("Deployment", "sluice-control", System, 2);
        await AvailableAsync("Deployment", "web-sluice", Demo, 2);
        var gateway = await ConditionAsync("Gateway", "web", Demo, "Programmed");
        Address = new Uri($"http://{gateway["status"]!["addresses"]![0]!["value"]}/get");
    }

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        _kubernetes.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Leads every configuration stream through a relay, by EndpointSlices of control's Service in place of its selector; a kill of the leader makes
    /// the proxies come over.
    /// </summary>
    internal async Task<TcpRelay> RelayStreamAsync()
    {
        await AvailableAsync("Deployment", "sluice-control", System, 2);
        var servers = new List<IPEndPoint>();
        foreach (var pod in await PodsAsync(System, ControlSelector))
        {
            // It stays when the pod's container is started again.
            servers.Add(new IPEndPoint(await PodAddressAsync(System, pod), 15010));
        }

        // By turns, as the Service does it.
        var turn = 0;
        var relay = new TcpRelay(new IPEndPoint(_host.Addresses.ApiServer, 0), () => servers[Interlocked.Increment(ref turn) % servers.Count]);
        relay.Restore();

        await Objects.PatchAsync("Service", "sluice-control", JsonNode.Parse("""{"spec":{"selector":null}}""")!, System);
        // The older Endpoints first: the cluster mirrors those of a Service without selector.
        await Objects.DeleteAsync($"{ApiObjects.PathOf("Endpoints", System)}/sluice-control");
        foreach (var slice in await Objects.ListAsync("EndpointSlice", System, "kubernetes.io/service-name=sluice-control"))
        {
            await Objects.DeleteAsync($"{ApiObjects.PathOf("EndpointSlice", System)}/{slice["metadata"]!["name"]}");
        }

        await Objects.ApplyAsync($$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: { name: stream-relay, namespace: {{System}}, labels: { kubernetes.io/service-name: sluice-control } }
            addressType: IPv4
            endpoints: [{ addresses: ["{{relay.EndPoint.Address}}"] }]
            ports: [{ name: stream, port: {{relay.EndPoint.Port}}, protocol: TCP }]
            """);
        await KillAsync(await LeaderAsync());
        await RouteAsync("by-relay", "/anything/relay");
        await ServedByAllAsync("/anything/relay");
        return relay;
    }

    /// <summary>Until every proxy of the Gateway, asked at its own address, serves a path.</summary>
    public async Task ServedByAllAsync(string path)
    {
        foreach (var pod in await PodsAsync(Demo, ProxySelector))
        {
            await ServesAsync(new Uri($"http://{await PodAddressAsync(Demo, pod)}{path}"));
        }
    }

    public async Task<IPAddress> PodAddressAsync(string ns, string pod) => IPAddress.Parse((string)(await Objects.GetAsync("Pod", pod, ns))["status"]!["podIP"]!);

    /// <summary>As it was before <see cref="RelayStreamAsync"/>.</summary>
    public async Task EndRelayAsync()
    {
        await Objects.DeleteAsync($"{ApiObjects.PathOf("EndpointSlice", System)}/stream-relay");
        await Objects.DeleteAsync($"{ApiObjects.PathOf("HTTPRoute", Demo)}/by-relay");
        await Objects.PatchAsync("Service", "sluice-control", JsonNode.Parse("""{"spec":{"selector":{"app.kubernetes.io/name":"sluice-control"}}}""")!, System);
    }

    /// <summary>The Gateway with these listeners.</summary>
    public Task GatewayAsync(string listeners) => Objects.ApplyAsync($$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: { name: web, annotations: { sluice.dev/replicas: "2" } }
        spec:
          gatewayClassName: sluice
          listeners: {{listeners}}
        """);

    /// <summary>A route of the Gateway to httpbin.</summary>
    public Task RouteAsync(string name, string path) => Objects.ApplyAsync($$"""
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: { name: {{name}} }
        spec:
          parentRefs: [{ name: web }]
          rules:
            - matches: [{ path: { type: Exact, value: {{path}} } }]
              backendRefs: [{ name: httpbin, port: 8000 }]
        """);

    /// <summary>Until a path answers 200; gives the time it took.</summary>
    public Task<TimeSpan> ServesAsync(string path) => ServesAsync(new Uri(Address, path));

    private static async Task<TimeSpan> ServesAsync(Uri address)
    {
        var clock = Stopwatch.StartNew();
        await Eventually.HoldsAsync($"{address} served", Patience, async () =>
        {
            // A client of its own each time: the question is what a new connection gets.
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
            try
            {
                using var response = await client.GetAsync(address);
                return response.StatusCode == HttpStatusCode.OK ? null : $"{(int)response.StatusCode}";
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                return exception.Message;
            }
        });
        return clock.Elapsed;
    }

    public async Task<IReadOnlyList<string>> PodsAsync(string ns, string selector) =>
        [.. (await Objects.ListAsync("Pod", ns, selector)).Where(pod => pod["metadata"]!["deletionTimestamp"] is null).Select(pod => (string)pod["metadata"]!["name"]!)];

    /// <summary>The control replica that leads.</summary>
    public async Task<string> LeaderAsync() =>
        (string)(await Objects.TryGetAsync($"/apis/coordination.k8s.io/v1/namespaces/{System}/leases/sluice-control-leader"))!["spec"]!["holderIdentity"]!;

    public Task KillAsync(string pod) => SignalAsync(pod, process => process.Kill());

    /// <summary>Kills what runs of a pod that is on its way out, and may be gone already.</summary>
    public void KillIfRunning(string pod) => TrySignal(pod, process => process.Kill());

    public Task StopAsync(string pod) => SignalAsync(pod, process => Signal(process.Id, SigStop));

    public Task ContinueAsync(string pod) => SignalAsync(pod, process => Signal(process.Id, SigCont));

    /// <summary>Until the Gateway's Service sends this pod no new connection.</summary>
    public Task LeftEndpointsAsync(string pod) => Eventually.HoldsAsync($"{pod} out of the EndpointSlices", Patience, async () =>
        (await ReadyEndpointsAsync()).Contains(pod) ? "is ready" : null);

    /// <summary>Until so many proxies are ready to get connections.</summary>
    public Task ProxiesReadyAsync(int count) => Eventually.HoldsAsync($"{count} proxies ready", RestartPatience, async () =>
        (await ReadyEndpointsAsync()) is var ready && ready.Count == count ? null : $"{ready.Count} are");

    public Task AvailableAsync(string kind, string name, string ns, int replicas) => Eventually.HoldsAsync($"{kind} {name} available", RestartPatience, async () =>
    {
        var status = (await Objects.TryGetAsync($"{ApiObjects.PathOf(kind, ns)}/{name}"))?["status"];
        // A zero is left out.
        int Count(string field) => (int?)status?[field] ?? 0;
        return Count("availableReplicas") == replicas && Count("replicas") == replicas && Count("updatedReplicas") == replicas ? null : status?.ToJsonString() ?? "no status";
    });

    public async Task<JsonObject> ConditionAsync(string kind, string name, string ns, string type)
    {
        JsonObject? item = null;
        await Eventually.HoldsAsync($"{kind} {name} {type}", Patience, async () =>
        {
            item = await Objects.GetAsync(kind, name, ns);
            var condition = (item["status"]?["conditions"] as JsonArray)?.FirstOrDefault(candidate => (string?)candidate!["type"] == type);
            return (string?)condition?["status"] == "True" && (long?)condition["observedGeneration"] == (long?)item["metadata"]!["generation"] ? null : condition?.ToJsonString() ?? "no such condition";
        });
        return item!;
    }

    private static string Workload => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: {{Demo}} }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: httpbin }
        spec:
          selector: { matchLabels: { app: httpbin } }
          template:
            metadata: { labels: { app: httpbin } }
            spec:
              containers:
                - name: httpbin
                  image: docker.io/mccutchen/go-httpbin:v2.15.0
                  ports: [{ containerPort: 8080 }]
                  readinessProbe: { httpGet: { path: /get, port: 8080 }, periodSeconds: 1 }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: httpbin }
        spec:
          selector: { app: httpbin }
          ports: [{ name: http, port: 8000, targetPort: 8080 }]
        """;

    /// <summary>The platform's own manifests; only the way to the API server is led through the relay.</summary>
    private async Task<string> PlatformAsync()
    {
        var rendered = await Sluice.Testing.Manifests.FromProgramAsync(() => _ = new SluicePlatform("sluice", new SluicePlatformArgs { Mesh = true }));
        var documents = Manifests.ParseTrees(rendered.ToString()).ToList();
        var control = documents.Single(document => (string?)document["kind"] == "Deployment" && (string?)document["metadata"]!["name"] == "sluice-control");
        var environment = (JsonArray)control["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!;
        environment.Add(new JsonObject { ["name"] = "KUBERNETES_SERVICE_HOST", ["value"] = _relay.EndPoint.Address.ToString() });
        environment.Add(new JsonObject { ["name"] = "KUBERNETES_SERVICE_PORT", ["value"] = $"{_relay.EndPoint.Port}" });
        // JSON is YAML.
        return string.Join("\n---\n", documents.Select(document => document.ToJsonString()));
    }

    private async Task<HashSet<string>> ReadyEndpointsAsync() =>
    [
        .. (await Objects.ListAsync("EndpointSlice", Demo, "kubernetes.io/service-name=web-sluice"))
            .SelectMany(slice => (JsonArray?)slice["endpoints"] ?? [])
            .Where(endpoint => (bool?)endpoint!["conditions"]?["ready"] != false)
            .Select(endpoint => (string)endpoint!["targetRef"]!["name"]!),
    ];

    private Task SignalAsync(string pod, Action<Process> act) =>
        Eventually.HoldsAsync($"A process of pod {pod}", Patience, () => Task.FromResult(TrySignal(pod, act) ? null : "none runs"));

    private bool TrySignal(string pod, Action<Process> act)
    {
        var found = false;
        foreach (var process in Process.GetProcessesByName("dotnet"))
        {
            using (process)
            {
                var environment = Environ(process.Id);
                if (environment.Contains($"POD_NAME={pod}", StringComparer.Ordinal) && environment.Any(entry => entry.Contains(_folder, StringComparison.Ordinal)))
                {
                    act(process);
                    found = true;
                }
            }
        }

        return found;
    }

    private static string[] Environ(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Signal(int pid, int signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        kill.WaitForExit();
    }
}
