using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.Control.Mesh;
using Sluice.Control.Provisioning;
using Sluice.Control.Status;
using Sluice.Control.Trust;
using Sluice.Routing.Model;
using Sluice.Translation;
using Sluice.Translation.Mesh;

namespace Sluice.Control.Loop;

/// <summary>What a term of leadership works with.</summary>
internal sealed record LeaderTermParts
{
    public required KubernetesApi Api { get; init; }

    public required ControlOptions Options { get; init; }

    public required ClusterCache Cache { get; init; }

    public required ChangeSignal Signal { get; init; }

    public required ControlAuthority Authority { get; init; }

    public required ISnapshotPublisher Publisher { get; init; }

    public required TranslateCluster Translate { get; init; }

    public required ControlMetrics Metrics { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}

/// <summary>
/// A term of leadership: the rebuild loop, and beside it the writers of statuses, of provisioned objects and of the mesh, each of which takes the
/// newest state when it is done with the one before. Routing therefore never waits for the API server.
/// </summary>
internal sealed class LeaderTerm
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromSeconds(30);

    private readonly LeaderTermParts _parts;
    private readonly ILogger _logger;
    private readonly Rebuilder _rebuilder;
    private readonly StatusWriter _statusWriter;
    private readonly Provisioner _provisioner;
    private readonly ChangeSignal _statusWork = new();
    private readonly MeshCapturer _meshCapturer;
    private readonly ChangeSignal _provisioningWork = new();
    private readonly ChangeSignal _meshWork = new();
    private readonly long _epoch;
    private RebuildState _state = RebuildState.Initial;
    private ImmutableDictionary<ObjectKey, string> _problems = ImmutableDictionary<ObjectKey, string>.Empty;

    public LeaderTerm(LeaderTermParts parts, long epoch)
    {
        _parts = parts;
        _epoch = epoch;
        _logger = parts.Loggers.CreateLogger<LeaderTerm>();
        _rebuilder = new Rebuilder(parts.Translate, parts.Publisher, () => Volatile.Read(ref _problems), parts.Metrics, parts.Options, _logger);
        _statusWriter = new StatusWriter(parts.Api, parts.Metrics, _logger);
        _provisioner = new Provisioner(parts.Api, parts.Options.Time, _logger);
        _meshCapturer = new MeshCapturer(parts.Api, parts.Options, _logger);
    }

    /// <summary>The newest state, for debug pages.</summary>
    public RebuildState State => Volatile.Read(ref _state);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        void OnFollowers(string gateway) => _parts.Signal.Raise(CacheChange.Inputs);
        void OnBundle() => _provisioningWork.Raise(CacheChange.Inputs);

        _parts.Publisher.Lead(_epoch);
        _parts.Publisher.Changed += OnFollowers;
        _parts.Authority.Changed += OnBundle;
        _parts.Metrics.Leading = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            _parts.Signal.Raise(CacheChange.Inputs);
            var loops = new[] { RebuildForeverAsync(end.Token), WriteStatusesForeverAsync(end.Token), ProvisionForeverAsync(end.Token), CaptureForeverAsync(end.Token) };

            // None ends before its token does, except by a bug; then the term must end too, for a leader that does half of its work is worse than none.
            await Task.WhenAny(loops);
            await end.CancelAsync();
            await Task.WhenAll(loops);
        }
        finally
        {
            _parts.Metrics.Leading = false;
            _parts.Cache.Clients.Ask([]);
            _parts.Authority.Changed -= OnBundle;
            _parts.Publisher.Changed -= OnFollowers;
            _parts.Publisher.Resign();
        }
    }

    private async Task RebuildForeverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(_parts.Signal, _rebuilder.NextDeadline(_state), cancellationToken);
            if (!_parts.Cache.IsReady)
            {
                // Raised again by the last kind to be listed.
                _parts.Signal.Take();
                continue;
            }

            // What comes within the debounce is one change.
            await Task.Delay(ControlDefaults.Debounce, _parts.Options.Time, cancellationToken);
            var change = _parts.Signal.Take();
            var cluster = _parts.Cache.View();
            if (change == CacheChange.Status && _state.Result is not null)
            {
                Volatile.Write(ref _state, _state with { Cluster = cluster });
            }
            else
            {
                Volatile.Write(ref _state, _rebuilder.Rebuild(_state, cluster));
                _parts.Cache.Clients.Ask(_state.Result?.Provisioning.ClientNamespaces ?? []);
                _provisioningWork.Raise(CacheChange.Inputs);
                _meshWork.Raise(CacheChange.Inputs);
            }

            _statusWork.Raise(CacheChange.Inputs);
        }
    }

    private async Task WriteStatusesForeverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _statusWork.WaitAsync(cancellationToken);
            _statusWork.Take();
            var state = State;
            if (state.Cluster is not { } cluster)
            {
                continue;
            }

            var plan = WithFailure(state, state.Result?.Status ?? StatusPlan.Empty);
            if (!await _statusWriter.WriteAsync(StatusIntents.Of(plan, cluster, _parts.Options.ControllerName, _parts.Options.Time), cancellationToken))
            {
                await Task.Delay(RetryInterval, _parts.Options.Time, cancellationToken);
                _statusWork.Raise(CacheChange.Inputs);
            }
        }
    }

    private async Task ProvisionForeverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(_provisioningWork, _parts.Options.Time.GetUtcNow() + (_problems.IsEmpty ? ResyncInterval : RetryInterval), cancellationToken);
            _provisioningWork.Take();
            if (State is not { Cluster: { } cluster, Result: { } result } || _parts.Authority.Bundle is not { } bundle)
            {
                continue;
            }

            var plans = Plans(cluster, result, new ControlLocation(AddressOfControl(cluster), _parts.Options.ServingNames[0], bundle));
            var problems = await _provisioner.ReconcileAsync(plans, new OwnedObjects(cluster), cancellationToken);
            if (!problems.IsEmpty)
            {
                _parts.Metrics.ProvisioningFailures.Increment();
            }

            if (!Same(problems, _problems))
            {
                Volatile.Write(ref _problems, problems);
                _parts.Signal.Raise(CacheChange.Inputs);
            }
        }
    }

    private async Task CaptureForeverAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? again = null;
        DateTimeOffset? unserved = null;
        while (true)
        {
            await WaitAsync(_meshWork, again, cancellationToken);
            _meshWork.Take();
            again = null;

            // The state first: a proxy that is current now serves at least what the state says.
            if (State is not { Cluster: { } cluster, Result: { } result } || !cluster.Services.ContainsKey(_parts.Options.MeshService))
            {
                continue;
            }

            unserved = MeshFacts.IsServed(cluster, _parts.Options.MeshService) ? null : unserved ?? _parts.Options.Time.GetUtcNow();
            var plane = _parts.Options.MeshService with { Name = MeshNames.Plane };
            var plan = MeshPlanner.Plan(new MeshFacts
            {
                Cluster = cluster,
                Proxies = _parts.Options.MeshService,
                Snapshot = result.Snapshots.GetValueOrDefault(plane, RoutingSnapshot.Empty),
                Current = _parts.Publisher.Followers(plane.ToString()).Where(follower => follower.BehindSince is null).Select(follower => follower.Proxy).ToHashSet(StringComparer.Ordinal),
                Now = _parts.Options.Time.GetUtcNow(),
                UnservedSince = unserved,
                HasPermit = _meshCapturer.HasPermit,
            });
            again = plan.Again;
            if (!await _meshCapturer.TakeAsync(plan.Steps, cancellationToken))
            {
                again = _parts.Options.Time.GetUtcNow() + RetryInterval;
            }
        }
    }

    private Dictionary<ObjectKey, ImmutableArray<ProvisionedObject>> Plans(CachedCluster cluster, TranslationResult result, ControlLocation location)
    {
        var plans = new Dictionary<ObjectKey, ImmutableArray<ProvisionedObject>>();
        foreach (var (key, plan) in result.Provisioning.Gateways)
        {
            // One that is going takes its objects with it.
            if (!cluster.Gateways.TryGetValue(key, out var gateway) || gateway.Metadata?.DeletionTimestamp is not null)
            {
                continue;
            }

            var workload = new GatewayWorkload { Gateway = gateway, ClassName = plan.ClassName, Ports = [.. plan.Ports.Select(port => new ExposedPort(port.Port, port.Protocol))] };
            plans[key] = ManualDeployment.Is(gateway, cluster, _parts.Options)
                ? [ProvisionPlan.ConfigMap(workload, location)]
                : ProvisionPlan.For(workload, location, _parts.Options);
        }

        if (cluster.Services.GetValueOrDefault(new ObjectKey(_parts.Options.Namespace, _parts.Options.ServiceName)) is { Metadata.DeletionTimestamp: null } own)
        {
            plans[_parts.Options.MeshService] = [ProvisionPlan.MeshConfigMap(own, location)];
        }

        return plans;
    }

    /// <summary>By cluster IP, which works where no cluster DNS does; proxies read it from a file that is kept current.</summary>
    private string AddressOfControl(CachedCluster cluster)
    {
        var service = cluster.Services.GetValueOrDefault(new ObjectKey(_parts.Options.Namespace, _parts.Options.ServiceName));
        var host = service?.Spec?.ClusterIP is { Length: > 0 } ip && ip != "None" ? ip : _parts.Options.ServingNames[0];
        return $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{ControlDefaults.ConfigStreamPort}";
    }

    private StatusPlan WithFailure(RebuildState state, StatusPlan plan)
    {
        if (state.Failure is not { } failure || state.Cluster is not { } cluster)
        {
            return plan;
        }

        var classes = cluster.GatewayClasses
            .Where(item => item.Value.Spec?.ControllerName == _parts.Options.ControllerName)
            .Select(item => KeyValuePair.Create(item.Key, Stale(item.Value.Metadata, plan.GatewayClasses.GetValueOrDefault(item.Key), failure)));
        return plan with { GatewayClasses = plan.GatewayClasses.SetItems(classes) };
    }

    private static PlannedGatewayClass Stale(Sluice.GatewayApi.ObjectMeta? metadata, PlannedGatewayClass? known, string failure) => new()
    {
        Generation = metadata?.Generation ?? 0,
        Uid = metadata?.Uid ?? "",
        Conditions = [.. known?.Conditions ?? [], ControlConditions.StaleCondition(failure)],
        SupportedFeatures = known?.SupportedFeatures ?? [],
    };

    private static bool Same(ImmutableDictionary<ObjectKey, string> left, ImmutableDictionary<ObjectKey, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var other) && other == pair.Value);

    private async Task WaitAsync(ChangeSignal signal, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        if (deadline is not { } at)
        {
            await signal.WaitAsync(cancellationToken);
            return;
        }

        var left = at - _parts.Options.Time.GetUtcNow();
        using var timeout = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _parts.Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The deadline has come.
        }
    }
}
