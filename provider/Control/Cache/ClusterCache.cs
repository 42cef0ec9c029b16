using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sluice.Control.Kubernetes;
using Sluice.GatewayApi;

namespace Sluice.Control.Cache;

/// <summary>
/// What control knows of the cluster: one list-watch loop and store per kind. Handlers update stores and raise one signal; everything
/// else happens in the rebuild loop, from an immutable <see cref="CachedCluster"/>.
/// </summary>
internal sealed class ClusterCache
{
    private readonly List<IReflector> _reflectors = [];
    private readonly Action<CacheChange> _changed;
    private readonly Func<CachedCluster> _view;

    public ClusterCache(KubernetesApi api, ReflectorSettings settings, Action<CacheChange> changed, ILoggerFactory loggers)
    {
        _changed = changed;
        var logger = loggers.CreateLogger<ClusterCache>();

        ObjectStore<T> Watch<T>(WatchedKind<T> kind)
            where T : KubernetesObject
        {
            var reflector = new Reflector<T>(api, kind, settings, OnChanged, logger);
            _reflectors.Add(reflector);
            return reflector.Store;
        }

        // The table of watched kinds.
        var classes = Watch(WatchedKinds.GatewayClasses);
        var gateways = Watch(WatchedKinds.Gateways);
        var listenerSets = Watch(WatchedKinds.ListenerSets);
        var httpRoutes = Watch(WatchedKinds.HttpRoutes);
        var grpcRoutes = Watch(WatchedKinds.GrpcRoutes);
        var tlsRoutes = Watch(WatchedKinds.TlsRoutes);
        var tcpRoutes = Watch(WatchedKinds.TcpRoutes);
        var udpRoutes = Watch(WatchedKinds.UdpRoutes);
        var grants = Watch(WatchedKinds.ReferenceGrants);
        var policies = Watch(WatchedKinds.BackendTlsPolicies);
        var meshes = Watch(WatchedKinds.Meshes);
        var definitions = Watch(WatchedKinds.Definitions);
        var namespaces = Watch(WatchedKinds.Namespaces);
        var services = Watch(WatchedKinds.Services);
        var slices = Watch(WatchedKinds.EndpointSlices);
        var secrets = Watch(WatchedKinds.Secrets);
        var configMaps = Watch(WatchedKinds.ConfigMaps);
        var accounts = Watch(WatchedKinds.OwnedServiceAccounts);
        var deployments = Watch(WatchedKinds.OwnedDeployments);
        var scalers = Watch(WatchedKinds.OwnedAutoscalers);
        var budgets = Watch(WatchedKinds.OwnedDisruptionBudgets);

        Clients = new ClientPods(api, settings, OnChanged, logger);
        _view = () => new CachedCluster
        {
            ClientAddresses = Clients.Addresses,
            GatewayClasses = classes.Objects,
            Gateways = gateways.Objects,
            ListenerSets = listenerSets.Objects,
            HttpRoutes = httpRoutes.Objects,
            GrpcRoutes = grpcRoutes.Objects,
            TlsRoutes = tlsRoutes.Objects,
            TcpRoutes = tcpRoutes.Objects,
            UdpRoutes = udpRoutes.Objects,
            ReferenceGrants = grants.Objects,
            BackendTlsPolicies = policies.Objects,
            Meshes = meshes.Objects,
            Definitions = definitions.Objects,
            Namespaces = namespaces.Objects,
            Services = services.Objects,
            EndpointSlices = slices.Objects,
            Secrets = secrets.Objects,
            ConfigMaps = configMaps.Objects,
            ServiceAccounts = accounts.Objects,
            Deployments = deployments.Objects,
            Autoscalers = scalers.Objects,
            DisruptionBudgets = budgets.Objects,
        };
    }

    /// <summary>The pods that are looked at as clients.</summary>
    public ClientPods Clients { get; }

    /// <summary>Every kind has been listed once; before that, what is missing may only not have been looked for.</summary>
    public bool IsReady => _reflectors.TrueForAll(reflector => reflector.Status.Listed);

    public ImmutableArray<(string Kind, ReflectorStatus Status)> Status => [.. _reflectors.Select(reflector => (reflector.Name, reflector.Status))];

    public CachedCluster View() => _view();

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_reflectors.Select(reflector => Task.Run(() => reflector.RunAsync(cancellationToken), CancellationToken.None)));

    private void OnChanged(CacheChange change)
    {
        if (IsReady)
        {
            _changed(change);
        }
    }
}
