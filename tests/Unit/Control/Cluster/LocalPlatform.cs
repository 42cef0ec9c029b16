using System.Diagnostics;
using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.LocalCluster.Hosting;
using Sluice.Translation;

namespace Sluice.Control.Tests.Cluster;

/// <summary>A local cluster with real processes: control deployed as in production, from the binary that was built, and an httpbin to route to.</summary>
internal sealed class LocalPlatform : IAsyncDisposable
{
    public static readonly ApiResource Deployments = new("apps", "v1", "deployments", "Deployment", Namespaced: true);
    public static readonly ApiResource Services = new("", "v1", "services", "Service", Namespaced: true);
    public static readonly ApiResource Pods = new("", "v1", "pods", "Pod", Namespaced: true);
    public static readonly ApiResource Gateways = new("gateway.networking.k8s.io", "v1", "gateways", "Gateway", Namespaced: true);
    public static readonly ApiResource HttpRoutes = new("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", Namespaced: true);
    public static readonly ApiResource Classes = new("gateway.networking.k8s.io", "v1", "gatewayclasses", "GatewayClass", Namespaced: false);

    private const string Image = "ghcr.io/sluice-dev/gateway:0.1.0";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly string _folder;
    private readonly LocalClusterHost _host;
    private readonly KubernetesConnection _connection;

    private LocalPlatform(LocalClusterHost host, string folder)
    {
        _host = host;
        _folder = folder;
        _connection = KubernetesConnection.FromKubeconfig(host.KubeconfigPath);
        Api = new KubernetesApi(_connection, TimeProvider.System);
    }

    public KubernetesApi Api { get; }

    public static async Task<LocalPlatform> StartAsync(int block, int controlReplicas, int meshReplicas = 0)
    {
        var folder = Directory.CreateTempSubdirectory("sluice-platform-").FullName;
        var catalog = Path.Combine(folder, "catalog.json");
        await File.WriteAllTextAsync(catalog, new JsonObject
        {
            ["images"] = new JsonObject
            {
                ["ghcr.io/sluice-dev/gateway"] = new JsonObject { ["command"] = new JsonArray("dotnet", Output("Sluice.Gateway")) },
                ["docker.io/mccutchen/go-httpbin"] = new JsonObject { ["command"] = new JsonArray("dotnet", Output("Sluice.Examples.Services"), "httpbin") },
            },
        }.ToJsonString());
        var host = await LocalClusterHost.StartAsync(new LocalClusterOptions { StateFolder = Path.Combine(folder, "state"), Block = block, Catalogs = [catalog], Logging = new FileLogging(Path.Combine(folder, "cluster.log")) });
        var platform = new LocalPlatform(host, folder);
        await platform.ApplyAsync(PlatformManifests.Platform(Image, controlReplicas));
        await platform.ApplyAsync(PlatformManifests.Httpbin);
        if (meshReplicas > 0)
        {
            await platform.ApplyAsync(PlatformManifests.Mesh(Image, meshReplicas));
        }

        return platform;
    }

    public async Task ApplyAsync(string manifests)
    {
        foreach (var item in JsonNode.Parse(manifests)!.AsArray())
        {
            var body = (JsonObject)item!.DeepClone();
            var resource = PlatformManifests.ResourceOf(body);
            var key = new ObjectKey(body["metadata"]!["namespace"]?.GetValue<string>() ?? "", body["metadata"]!["name"]!.GetValue<string>());
            try
            {
                await Api.ApplyAsync(resource, key, body, CancellationToken.None);
            }
            catch (ApiException refused)
            {
                Assert.Fail($"{resource.Kind} {key}: {refused.Message}\n{Logs()}");
            }
        }
    }

    /// <summary>Follows an object by a watch until it satisfies a condition.</summary>
    public async Task<JsonObject> UntilAsync(ApiResource resource, ObjectKey key, Func<JsonObject, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        JsonObject? last = null;
        try
        {
            var path = $"{resource.Collection(key.Namespace)}?watch=true&fieldSelector=metadata.name%3D{key.Name}";
            await foreach (var line in Api.WatchAsync(path, metadataOnly: false, limit.Token))
            {
                using (line)
                {
                    if (JsonNode.Parse(line.RootElement.GetRawText())!["object"] is JsonObject item && condition(last = item))
                    {
                        return item;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        Assert.Fail($"{resource.Kind} {key} did not get there in {Limit.TotalSeconds} seconds; last seen:\n{last?["status"]?.ToJsonString()}\n{await PodsAsync()}\n{Logs()}");
        return [];
    }

    public async Task<string> ProgrammedAsync(string ns, string name)
    {
        var gateway = await UntilAsync(Gateways, new ObjectKey(ns, name), item => Condition(item, "Programmed") == "True");
        return gateway["status"]!["addresses"]![0]!["value"]!.GetValue<string>();
    }

    public static string? Condition(JsonObject item, string type) =>
        (item["status"]?["conditions"] as JsonArray)?.FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == type)?["status"]?.GetValue<string>();

    /// <summary>Kills a pod's process as the kernel would for want of memory.</summary>
    public void Kill(string podName)
    {
        foreach (var process in Process.GetProcessesByName("dotnet"))
        {
            using (process)
            {
                if (Environment($"/proc/{process.Id}/environ").Contains($"POD_NAME={podName}", StringComparer.Ordinal)
                    && Environment($"/proc/{process.Id}/environ").Any(entry => entry.Contains(_folder, StringComparison.Ordinal)))
                {
                    process.Kill();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> PodsAsync()
    {
        using var pods = await Api.ListAsync(Pods.Collection(), metadataOnly: false, CancellationToken.None);
        var lines = pods.RootElement.GetProperty("items").EnumerateArray().Select(pod => $"{pod.GetProperty("metadata").GetProperty("name")}: {pod.GetProperty("status")}").ToList();
        using var events = await Api.ListAsync("api/v1/events", metadataOnly: false, CancellationToken.None);
        lines.AddRange(events.RootElement.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("reason")}: {item.GetProperty("message")}"));
        return string.Join("\n", lines);
    }

    public string Logs()
    {
        var text = new System.Text.StringBuilder();
        foreach (var log in Directory.EnumerateFiles(_folder, "*.log", SearchOption.AllDirectories).Where(log => !log.Contains("/objects/", StringComparison.Ordinal)))
        {
            text.Append("== ").AppendLine(log).AppendLine(File.ReadAllText(log));
        }

        return text.ToString();
    }

    private static string[] Environment(string path)
    {
        try
        {
            return File.ReadAllText(path).Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Next to this test's own output: artifacts/bin/<project>/<configuration>/.
    private static string Output(string assembly)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, assembly, own.Name, assembly + ".dll");
    }
}
