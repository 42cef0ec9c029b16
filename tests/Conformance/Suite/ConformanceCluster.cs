using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using Sluice.LocalCluster.Hosting;
using Stacks = Sluice.Testing.Manifests;

namespace Sluice.Conformance.Tests.Suite;

/// <summary>The one cluster of a run: local API server, nodes as processes, the platform as it runs in production, base objects.</summary>
internal sealed class ConformanceCluster : IAsyncDisposable
{
    /// <summary>An address that no Service here can have (documentation range, RFC 5737).</summary>
    public const string UnusableAddress = "192.0.2.1";

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static ConformanceCluster? _shared;

    private readonly LocalClusterHost _host;
    private readonly Kubernetes _kubernetes;
    private readonly string _folder;

    private ConformanceCluster(LocalClusterHost host, Kubernetes kubernetes, string folder)
    {
        _host = host;
        _kubernetes = kubernetes;
        _folder = folder;
        kubernetes.HttpClient.BaseAddress = kubernetes.BaseUri;
        Objects = new ApiObjects(kubernetes.HttpClient, BaseManifests.Infra);
        Status = new Checks.StatusChecks(Objects);
        Mirrors = new Checks.Mirrors(Objects);
    }

    public ApiObjects Objects { get; }

    public Checks.StatusChecks Status { get; }

    public Checks.Mirrors Mirrors { get; }

    /// <summary>Runs commands in pods.</summary>
    public IKubernetes Kubernetes => _kubernetes;

    public Certificates Certificates { get; } = new();

    /// <summary>A free address of the range 127.N.32.0/20 that LoadBalancer Services get theirs from; the lowest are given out first.</summary>
    public string UsableAddress => $"127.{_kubernetes.BaseUri.Host.Split('.')[1]}.47.200";

    /// <summary>The cluster of this run; the first caller starts it.</summary>
    public static async Task<ConformanceCluster> SharedAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return _shared ??= await StartAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Writes the report and stops the cluster.</summary>
    public static async Task StopSharedAsync()
    {
        if (_shared is { } cluster)
        {
            await ConformanceReport.WriteAsync(Path.Combine(BuildOutput.Root, "artifacts", "conformance"), DateTimeOffset.UtcNow);
            await cluster.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _kubernetes.Dispose();
        await _host.DisposeAsync();
        if (Environment.GetEnvironmentVariable("SLUICE_KEEP_STATE") is null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<ConformanceCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sluice-conformance-").FullName;
        var catalog = Path.Combine(folder, "catalog.json");
        await File.WriteAllTextAsync(catalog, JsonSerializer.Serialize(new
        {
            images = new Dictionary<string, object>
            {
                [BaseManifests.EchoImage.Split(":0")[0]] = new
                {
                    command = new[] { "dotnet", BuildOutput.Assembly("Sluice.Conformance.Echo") },
                    env = new Dictionary<string, string> { ["PATH"] = $"{Path.GetDirectoryName(BuildOutput.Assembly("Sluice.Conformance.Echo"))}:{Environment.GetEnvironmentVariable("PATH")}" },
                },
                ["ghcr.io/sluice-dev/gateway"] = new { command = new[] { "dotnet", BuildOutput.Assembly("Sluice.Gateway") } },
            },
        }));
        var host = await LocalClusterHost.StartAsync(new LocalClusterOptions { StateFolder = Path.Combine(folder, "cluster"), Catalogs = [catalog] });
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(host.KubeconfigPath);
        var cluster = new ConformanceCluster(host, new Kubernetes(configuration), folder);
        try
        {
            await cluster.DeployAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private async Task DeployAsync()
    {
        var platform = await Stacks.FromProgramAsync(() => _ = new SluicePlatform("sluice", new SluicePlatformArgs { Mesh = true }));
        await Objects.ApplyAsync(platform.ToString(), "default");
        await Status.ConditionAsync("GatewayClass", "sluice", null, "Accepted", "True", null);
        await Status.ConditionAsync("GatewayClass", "sluice", null, "SupportedVersion", "True", "SupportedVersion");
        var claimed = (JsonArray)(await Objects.GetAsync("GatewayClass", "sluice"))["status"]!["supportedFeatures"]!;
        Assert.Equal(Profile.GatewayFeatures, claimed.Select(feature => (string?)feature!["name"]));
        await Objects.ApplyAsync(BaseManifests.Namespaces, "default");
        // Certificates come last, as in the official suite: Gateways and policies have to take up what they refer to later.
        await Objects.ApplyAsync(BaseManifests.Gateways, BaseManifests.Infra);
        await Objects.ApplyAsync(BaseManifests.Backends, BaseManifests.Infra);
        await Objects.ApplyAsync(Certificates.Manifests, BaseManifests.Infra);
        await Objects.ApplyAsync(MeshManifests.All, MeshManifests.Mesh);
        foreach (var ns in new[] { BaseManifests.Infra, BaseManifests.AppBackend, BaseManifests.WebBackend, MeshManifests.Mesh, MeshManifests.Consumer })
        {
            await Status.NamespaceReadyAsync(ns);
        }
    }
}
