using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Sluice.Control.Cache;
using Sluice.Control.Kubernetes;
using Sluice.Control.Leadership;
using Sluice.Control.Loop;
using Sluice.Control.Mesh;
using Sluice.Control.Trust;
using Sluice.Routing.Model;
using Sluice.Translation;
using Sluice.Translation.Explaining;

namespace Sluice.Control;

/// <summary>
/// The control plane of a replica: it watches the cluster and stands for election; while it leads it translates, publishes, provisions
/// and writes statuses.
/// </summary>
public sealed class ControlPlane : IDisposable
{
    private readonly ControlAuthority _authority;
    private readonly ClusterCache _cache;
    private readonly LeaderElector _elector;
    private readonly MeshFarewell _farewell;
    private readonly LeaderTermParts _parts;
    private volatile LeaderTerm? _term;

    /// <exception cref="ArgumentException">An option is not usable; the message tells all of them.</exception>
    public ControlPlane(KubernetesConnection connection, ControlOptions options, ISnapshotPublisher publisher, ILoggerFactory loggers)
        : this(connection, options, publisher, Translation(options), loggers)
    {
    }

    internal ControlPlane(KubernetesConnection connection, ControlOptions options, ISnapshotPublisher publisher, TranslateCluster translate, ILoggerFactory loggers)
    {
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        }

        var api = new KubernetesApi(connection, options.Time);
        var logger = loggers.CreateLogger<ControlPlane>();
        var signal = new ChangeSignal();
        _authority = new ControlAuthority(api, options, options.Trust, logger);
        _cache = new ClusterCache(api, new ReflectorSettings { Time = options.Time }, signal.Raise, loggers);
        _elector = new LeaderElector(api, options.Election with { Namespace = options.Namespace, Identity = options.Identity, Time = options.Time }, logger);
        _farewell = new MeshFarewell(api, _cache, options, logger);
        Authorizer = new ProxyAuthorizer(api, options.Namespace);
        _parts = new LeaderTermParts
        {
            Api = api,
            Options = options,
            Cache = _cache,
            Signal = signal,
            Authority = _authority,
            Publisher = publisher,
            Translate = translate,
            Metrics = Metrics,
            Loggers = loggers,
        };
    }

    public ControlMetrics Metrics { get; } = new();

    public ProxyAuthorizer Authorizer { get; }

    /// <summary>The serving certificate of the configuration stream; null until there is a CA.</summary>
    public X509Certificate2? ServingCertificate => _authority.Certificate;

    /// <summary>Ready: the cluster has been looked at and the stream can be served, by this replica now or the moment it leads.</summary>
    public bool IsReady => _cache.IsReady && _authority.Certificate is not null;

    public bool IsLeading => _term is not null;

    /// <summary>Per watched kind whether it is at hand and, if not, why; for health and debug pages.</summary>
    public ImmutableArray<KindHealth> Kinds => [.. _cache.Status.Select(kind => new KindHealth(kind.Kind, kind.Status.Listed, kind.Status.Connected, kind.Status.Error))];

    /// <summary>What is published, by Gateway; empty while this replica does not lead.</summary>
    public ImmutableDictionary<ObjectKey, RoutingSnapshot> Published => _term?.State.Published ?? ImmutableDictionary<ObjectKey, RoutingSnapshot>.Empty;

    /// <summary>The cluster as it is known now, for <c>explain</c>.</summary>
    public ClusterView View => ClusterViews.Of(_cache.View(), _term?.State.DataPlanes ?? ImmutableDictionary<ObjectKey, GatewayDataPlane>.Empty);

    /// <summary>Why the newest changes are not taken over; null when they are.</summary>
    public string? TranslationFailure => _term?.State.Failure;

    /// <summary>Why a request goes where it goes, as this replica last published it.</summary>
    /// <param name="gateway"><c>namespace/name</c>.</param>
    /// <param name="request">What is asked for.</param>
    /// <returns>Null if this replica publishes nothing for the gateway.</returns>
    public string? Explain(string gateway, ExplainedRequest request)
    {
        if (_term?.State is not { } state)
        {
            return null;
        }

        foreach (var (key, snapshot) in state.Published)
        {
            if (key.ToString() == gateway)
            {
                return Explainer.Explain(request, snapshot, key, state.Result?.Status).ToString();
            }
        }

        return null;
    }

    /// <summary>Works until cancelled, then gives leadership back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The watches outlive the term by a moment, so that its last writes see the truth.
        using var watching = new CancellationTokenSource();
        var cache = _cache.RunAsync(watching.Token);
        var authority = _authority.RunAsync(watching.Token);
        try
        {
            await _farewell.RememberAsync(cancellationToken);
            await _elector.RunAsync(LeadAsync, cancellationToken);
        }
        finally
        {
            await _farewell.RunAsync();
            await watching.CancelAsync();
            await Task.WhenAll(cache, authority);
        }
    }

    public void Dispose() => _authority.Dispose();

    private async Task LeadAsync(long epoch, CancellationToken cancellationToken)
    {
        var term = new LeaderTerm(_parts, epoch);
        _term = term;
        try
        {
            await term.RunAsync(cancellationToken);
        }
        finally
        {
            _term = null;
        }
    }

    private static TranslateCluster Translation(ControlOptions options)
    {
        var translation = TranslationOptions.Default with { ControllerName = options.ControllerName, MeshService = options.MeshService };
        var plane = options.MeshService with { Name = ControlDefaults.MeshPlane };
        return (view, memo) =>
        {
            // Mesh proxies are ready with nothing to serve before the mesh is switched on.
            var result = Translator.Translate(view, translation, memo);
            return result.Snapshots.ContainsKey(plane) ? result : result with { Snapshots = result.Snapshots.Add(plane, RoutingSnapshot.Empty) };
        };
    }
}

/// <summary>Where the watch of a kind stands.</summary>
public sealed record KindHealth(string Kind, bool Listed, bool Connected, string Error);
