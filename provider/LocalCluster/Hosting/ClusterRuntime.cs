using System.Net;
using k8s;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.ApiServer.Storage;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Controllers;
using Sluice.LocalCluster.Dns;
using Sluice.LocalCluster.Node;
using Sluice.LocalCluster.Node.Images;
using Sluice.LocalCluster.Node.Pods;
using Sluice.LocalCluster.Node.Probes;
using Sluice.LocalCluster.Node.Processes;
using Sluice.LocalCluster.ServiceProxy;

namespace Sluice.LocalCluster.Hosting;

/// <summary>What the runtime of a cluster is made from.</summary>
internal sealed record ClusterRuntimeOptions
{
    public required KubernetesClientConfiguration Api { get; init; }

    /// <summary>For the service proxy only; everything else speaks to the API.</summary>
    public required ObjectStore Store { get; init; }

    public required ClusterAddresses Addresses { get; init; }

    public required string StateFolder { get; init; }

    public required IReadOnlyList<string> Catalogs { get; init; }

    public required string NodeName { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}

/// <summary>
/// Everything of a cluster but its API server: controllers, scheduler, node, service proxy and DNS. They speak to the
/// API server like anybody else, but for the service proxy, which must not be late.
/// </summary>
internal sealed partial class ClusterRuntime : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _detached = new();
    private readonly Kubernetes _kubernetes;
    private readonly ServiceProxyAgent _proxy;
    private readonly DnsServer _dns;
    private readonly ClientPods _clients;
    private readonly NodeServices _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly List<Task> _running = [];

    private ClusterRuntime(ClusterRuntimeOptions options, ProcessIsolation isolation)
    {
        _logger = options.Logger;
        _kubernetes = new Kubernetes(options.Api);
        TimeProvider time = _time = options.Time;
        var manager = new ApiClient(_kubernetes, "kube-controller-manager");
        ApiClient kubelet = manager.As("kubelet");
        ApiClient scheduler = manager.As("kube-scheduler");
        Caches = new ClusterCaches(manager, time, _logger);

        var pods = new PodProcessList();
        PortMapping ports = PortMapping.Detect();
        _clients = new ClientPods(options.Addresses, pods, time);
        _dns = DnsServer.Start(new ClusterNames(Caches), options.Addresses.Dns, NamespaceOfAsync);
        var folders = new NodeFolders(options.StateFolder);
        var apiServer = new IPEndPoint(options.Addresses.ApiServer, new Uri(options.Api.Host).Port);
        _services = new NodeServices
        {
            NodeName = options.NodeName,
            NodeAddress = options.Addresses.Node,
            Client = kubelet,
            Caches = Caches,
            Events = Recorder(kubelet, "kubelet", options.NodeName),
            Folders = folders,
            Images = new ImageCatalog(options.Catalogs),
            Environment = new ContainerEnvironment(Caches, new NodeEnvironment(_dns.EndPoint.ToString(), apiServer, ports.ActiveOffset)),
            Isolation = isolation,
            Groups = PodGroups.Detect(options.StateFolder),
            Probes = new ProbeAction(),
            Gate = new StartGate(Math.Max(2, Environment.ProcessorCount), time),
            Detached = _detached.Token,
            Time = time,
            Logger = _logger,
        };
        Node = new NodeAgent(_services, options.Addresses, new ResolverFiles(folders, _dns.EndPoint));
        pods.Node = Node;
        _proxy = new ServiceProxyAgent(
            options.Store, manager.As("kube-proxy"), Recorder(manager.As("kube-proxy"), "kube-proxy", options.NodeName), options.Addresses, new ServiceProxyOptions(ports, pods, time, _logger));

        StartControllers(options, manager, scheduler, time);
        Run(_proxy.RunAsync);
        Run(_dns.RunAsync);
        Run(Node.RunAsync);
        Run(new NodeRegistration(kubelet, Caches, new NodeIdentity(options.NodeName, options.Addresses.Node), time, _logger).RunAsync);

        // Last, so that every handler is in place before the first object comes.
        Run(Caches.RunAsync);
    }

    public ClusterCaches Caches { get; }

    public NodeAgent Node { get; }

    public IPEndPoint DnsEndPoint => _dns.EndPoint;

    /// <summary>Pods have their own resolv.conf.</summary>
    public bool Isolated => _services.Isolation.OwnResolver;

    public static async Task<ClusterRuntime> StartAsync(ClusterRuntimeOptions options, CancellationToken cancel)
    {
        ProcessIsolation isolation = await ProcessIsolation.DetectAsync(cancel).ConfigureAwait(false);
        var runtime = new ClusterRuntime(options, isolation);
        try
        {
            await runtime.Caches.Synced.WaitAsync(cancel).ConfigureAwait(false);
            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Node.StopAsync().ConfigureAwait(false);
        await DetachAsync().ConfigureAwait(false);
    }

    /// <summary>Stops everything but the processes of the pods, which the next runtime on this state folder takes over.</summary>
    public async ValueTask DetachAsync()
    {
        await _detached.CancelAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        _proxy.Dispose();
        _dns.Dispose();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _services.Probes.Dispose();
        _services.Gate.Dispose();
        _clients.Dispose();
        _kubernetes.Dispose();
        _detached.Dispose();
        _stop.Dispose();
    }

    private void StartControllers(ClusterRuntimeOptions options, ApiClient manager, ApiClient scheduler, TimeProvider time)
    {
        var discovery = new ResourceDiscovery(manager);
        Run(new GarbageCollector(Context("garbage-collector-controller"), discovery).RunAsync);
        Run(new DeploymentController(Context("deployment-controller")).RunAsync);
        Run(new ReplicaSetController(Context("replicaset-controller")).RunAsync);
        Run(new StatefulSetController(Context("statefulset-controller")).RunAsync);
        Run(new DaemonSetController(Context("daemonset-controller")).RunAsync);
        Run(new JobController(Context("job-controller")).RunAsync);
        Run(new EndpointSliceController(Context("endpoint-slice-controller")).RunAsync);
        Run(new EndpointSliceMirroringController(Context("endpoint-slice-mirroring-controller")).RunAsync);
        Run(new EndpointsController(Context("endpoint-controller")).RunAsync);
        Run(new LoadBalancerController(Context("service-controller"), options.Addresses).RunAsync);
        Run(new DisruptionController(Context("disruption-controller")).RunAsync);
        Run(new AutoscalerController(Context("horizontal-pod-autoscaler")).RunAsync);
        Run(new Scheduler(new ControllerContext(scheduler, Caches, Recorder(scheduler, "default-scheduler", options.NodeName), time, _logger), options.NodeName).RunAsync);

        ControllerContext Context(string name) => new(manager, Caches, Recorder(manager, name, null), time, _logger);
    }

    private EventRecorder Recorder(ApiClient client, string component, string? host)
    {
        var recorder = new EventRecorder(client, component, host, _time, _logger);
        Run(recorder.RunAsync);
        return recorder;
    }

    private void Run(Func<CancellationToken, Task> loop) => _running.Add(Task.Run(async () =>
    {
        try
        {
            await loop(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The ordinary end.
        }
#pragma warning disable CA1031 // Without this line a loop that dies would do so in silence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.LoopEnded(_logger, e, loop.Method.DeclaringType?.Name ?? loop.Method.Name);
        }
    }));

    private async ValueTask<string?> NamespaceOfAsync(IPEndPoint peer, IPEndPoint local) =>
        await _clients.FindAsync(TransportProtocol.Udp, peer, local).ConfigureAwait(false) is { } address ? Node.FindByAddress(address)?.Pod.Metadata.NamespaceProperty : null;

    private static partial class Log
    {
        [LoggerMessage(4000, LogLevel.Critical, "{Loop} has ended; the cluster does not work any more. Restart it")]
        public static partial void LoopEnded(ILogger logger, Exception exception, string loop);
    }
}
