using System.Net;
using System.Text.Json.Nodes;
using Sluice.Control.Kubernetes;
using Sluice.LocalCluster.ApiServer;

namespace Sluice.Control.Tests;

/// <summary>The local cluster's API server in memory, on a free port, with the Gateway API installed.</summary>
internal sealed class LocalApi : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ApiServerHost _host;

    private LocalApi(ApiServerHost host, string folder)
    {
        _host = host;
        _folder = folder;
        Connection = KubernetesConnection.FromKubeconfig(WriteKubeconfig(host, folder));
        Api = new KubernetesApi(Connection, TimeProvider.System);
    }

    public KubernetesConnection Connection { get; }

    public KubernetesApi Api { get; }

    public static async Task<LocalApi> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sluice-control-").FullName;
        var host = await ApiServerHost.StartAsync(new ApiServerOptions { Address = IPAddress.Loopback, Port = 0 });
        return new LocalApi(host, folder);
    }

    /// <summary>A connection of its own, as another replica has.</summary>
    public KubernetesConnection Connect() => KubernetesConnection.FromKubeconfig(Path.Combine(_folder, "kubeconfig"));

    public Task<JsonObject> CreateAsync(ApiResource resource, string ns, string json) =>
        Api.CreateAsync(resource, ns, (JsonObject)JsonNode.Parse(json)!, CancellationToken.None);

    public async Task CreateNamespaceAsync(string name) =>
        await CreateAsync(new ApiResource("", "v1", "namespaces", "Namespace", Namespaced: false), "", $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{name}}"} }""");

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string WriteKubeconfig(ApiServerHost host, string folder)
    {
        var path = Path.Combine(folder, "kubeconfig");
        File.WriteAllText(path, host.Admin.ToKubeconfig());
        return path;
    }
}
