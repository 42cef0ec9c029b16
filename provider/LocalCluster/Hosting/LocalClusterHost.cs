using System.Text;
using k8s;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.LocalCluster.ApiServer;
using Sluice.LocalCluster.ApiServer.Allocation;
using Sluice.LocalCluster.Node;
using Sluice.LocalCluster.Node.Processes;
using Sluice.LocalCluster.ServiceProxy;

namespace Sluice.LocalCluster.Hosting;

/// <summary>
/// A whole cluster in this process: API server, controllers, a node whose pods are local processes, service proxy, DNS.
/// For development, tests and demonstrations.
/// </summary>
public sealed class LocalClusterHost : IAsyncDisposable
{
    private const string KubeconfigName = "kubeconfig";

    private readonly ApiServerHost _api;
    private readonly ClusterRuntime _runtime;
    private readonly BlockClaim _block;

    private LocalClusterHost(ApiServerHost api, ClusterRuntime runtime, BlockClaim block, string kubeconfigPath)
    {
        _api = api;
        _runtime = runtime;
        _block = block;
        KubeconfigPath = kubeconfigPath;
    }

    /// <summary>Which build of the cluster's own program this is.</summary>
    public static string Build => $"{typeof(LocalClusterHost).Module.ModuleVersionId:N}-{typeof(Sluice.GatewayApi.Gateway).Module.ModuleVersionId:N}";

    public ClusterAddresses Addresses => _block.Addresses;

    public Uri Server => _api.Server;

    public AdminAccess Admin => _api.Admin;

    /// <summary>The file a client needs to connect as administrator.</summary>
    public string KubeconfigPath { get; }

    internal ClusterRuntime Runtime => _runtime;

    /// <summary>What a user has to know because this machine does not let the cluster do everything, in words.</summary>
    public IReadOnlyList<string> Limitations => [.. Limits()];

    /// <summary>Starts the cluster; pods of an earlier run are taken over or ended.</summary>
    /// <exception cref="ClusterStartException">It cannot be started; the message says why and what to do.</exception>
    public static async Task<LocalClusterHost> StartAsync(LocalClusterOptions options, CancellationToken cancel = default)
    {
        string state = Path.GetFullPath(options.StateFolder);
        BlockClaim block = BlockClaim.Take(state, options.Block);
        ClusterAddresses addresses = block.Addresses;
        ILoggerFactory logging = options.Logging ?? NullLoggerFactory.Instance;
        var endpoint = new NodeEndpoint(options.Time);
        ApiServerHost? api = null;
        try
        {
            api = await ApiServerHost.StartAsync(
                new ApiServerOptions
                {
                    Address = addresses.ApiServer,
                    Port = ClusterAddresses.ApiServerPort,
                    StateFolder = state,
                    ServiceAddresses = AddressBlock.Parse(addresses.Services.ToString()),
                    NodeAgent = endpoint,
                    Time = options.Time,
                    Logging = options.Logging,
                },
                cancel).ConfigureAwait(false);
            string kubeconfig = api.Admin.ToKubeconfig(options.Context);
            string path = WritePrivate(Path.Combine(state, KubeconfigName), kubeconfig);
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(kubeconfig));
            ClusterRuntime runtime = await ClusterRuntime.StartAsync(
                new ClusterRuntimeOptions
                {
                    Api = KubernetesClientConfiguration.BuildConfigFromConfigFile(stream),
                    Store = api.Store,
                    Addresses = addresses,
                    StateFolder = state,
                    Catalogs = [.. options.Catalogs.Select(Path.GetFullPath)],
                    NodeName = options.NodeName,
                    Time = options.Time,
                    Logger = logging.CreateLogger("Sluice.LocalCluster"),
                },
                cancel).ConfigureAwait(false);
            endpoint.Node = runtime.Node;
            return new LocalClusterHost(api, runtime, block, path);
        }
        catch (Exception e)
        {
            if (api is not null)
            {
                await api.DisposeAsync().ConfigureAwait(false);
            }

            block.Dispose();
            if (e is ClusterStartException or OperationCanceledException)
            {
                throw;
            }

            throw new ClusterStartException($"The local cluster at {addresses} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Ends the processes that a cluster process left behind when it was killed.</summary>
    /// <returns>How many there were.</returns>
    public static int EndOrphans(string stateFolder) => Leftovers.EndAll(new NodeFolders(stateFolder), PodGroups.Detect(stateFolder));

    /// <summary>Stops the cluster with everything that runs in it; the objects stay in the state folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync().ConfigureAwait(false);
        bool isEmpty = !_api.HoldsAddresses;
        await _api.DisposeAsync().ConfigureAwait(false);
        using (_block)
        {
            if (isEmpty)
            {
                _block.Forget();
            }
        }
    }

    /// <summary>Stops the cluster but leaves its pods running, as if this process had been killed.</summary>
    internal async ValueTask DetachAsync()
    {
        await _runtime.DetachAsync().ConfigureAwait(false);
        await _api.DisposeAsync().ConfigureAwait(false);
        _block.Dispose();
    }

    private IEnumerable<string> Limits()
    {
        if (PortMapping.Detect().ActiveOffset is { } offset)
        {
            yield return $"Not root: Service ports below 1024 are served {offset} higher (80 is {80 + offset}); the annotation sluice.dev/local-ports of a Service tells which.";
        }

        if (_runtime.DnsEndPoint.Port != 53)
        {
            yield return $"The cluster's DNS is at {_runtime.DnsEndPoint}, because port 53 cannot be bound; pods find Services by environment variables.";
        }
        else if (!_runtime.Isolated)
        {
            yield return "Pods share this machine's /etc/resolv.conf, because namespaces cannot be made; they find Services by environment variables.";
        }
    }

    private static string WritePrivate(string path, string text)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
