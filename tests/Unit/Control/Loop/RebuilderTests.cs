using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Control.Cache;
using Sluice.Control.Loop;
using Sluice.GatewayApi;
using Sluice.Routing.Model;
using Sluice.Translation;

namespace Sluice.Control.Tests.Loop;

public sealed class RebuilderTests
{
    private static readonly ObjectKey Key = new("infra", "gw");
    private readonly FakePublisher _publisher = new();
    private readonly ControlMetrics _metrics = new();
    private Func<ClusterView, TranslationResult> _translate = _ => Result(RoutingSnapshot.Empty);

    [Fact]
    public void Rebuild_PublishesBeforeItLooks_AndTranslatesAgainWithWhatItSaw()
    {
        var seen = new List<DataPlaneState?>();
        _translate = view =>
        {
            seen.Add(view.DataPlanes.GetValueOrDefault(Key)?.State);
            return Result(RoutingSnapshot.Empty);
        };

        var state = Rebuilder().Rebuild(RebuildState.Initial, Cluster());

        Assert.Equal([null, DataPlaneState.AddressNotAssigned], seen);
        Assert.Equal(["publish infra/gw"], _publisher.Log);
        Assert.Equal(DataPlaneState.AddressNotAssigned, state.DataPlanes[Key].State);
    }

    [Fact]
    public void Rebuild_WithoutNews_TranslatesOnceAndPublishesNothing()
    {
        var rebuilder = Rebuilder();
        var result = Result(RoutingSnapshot.Empty);
        _translate = _ => result;
        var state = rebuilder.Rebuild(RebuildState.Initial, Cluster());
        var translations = _metrics.Translations.Value;

        rebuilder.Rebuild(state, Cluster());
        Assert.Equal(translations + 1, _metrics.Translations.Value);
        Assert.Single(_publisher.Log);
    }

    [Fact]
    public void Translation_ThatThrows_KeepsTheLastGoodAndSaysSo()
    {
        var rebuilder = Rebuilder();
        var good = rebuilder.Rebuild(RebuildState.Initial, Cluster());
        _translate = _ => throw new InvalidOperationException("Boom.");

        var bad = rebuilder.Rebuild(good, Cluster());
        Assert.Equal("InvalidOperationException: Boom.", bad.Failure);
        Assert.Same(good.Published, bad.Published);
        Assert.Equal(1, _metrics.TranslationFailures.Value);
        Assert.Equal(["publish infra/gw"], _publisher.Log);

        _translate = _ => Result(RoutingSnapshot.Empty with { Backends = RoutingSnapshot.Empty.Backends });
        Assert.Null(rebuilder.Rebuild(bad, Cluster()).Failure);
    }

    [Fact]
    public void Gateway_ThatIsGone_IsWithdrawn()
    {
        var rebuilder = Rebuilder();
        var state = rebuilder.Rebuild(RebuildState.Initial, Cluster());
        _translate = _ => Result(null);

        rebuilder.Rebuild(state, Clusters.Empty);
        Assert.Equal(["publish infra/gw", "withdraw infra/gw"], _publisher.Log);
    }

    private Rebuilder Rebuilder() => new(
        (view, _) => _translate(view),
        _publisher,
        () => ImmutableDictionary<ObjectKey, string>.Empty,
        _metrics,
        new ControlOptions { Identity = "control-1", ProxyImage = "image" },
        NullLogger.Instance);

    private static CachedCluster Cluster() => Clusters.Empty with { Gateways = ImmutableDictionary<ObjectKey, Gateway>.Empty.Add(Key, Gateways.New("gw")) };

    private static TranslationResult Result(RoutingSnapshot? snapshot)
    {
        var ours = snapshot is not null;
        return new TranslationResult
        {
            Snapshots = ours ? ImmutableDictionary<ObjectKey, RoutingSnapshot>.Empty.Add(Key, snapshot!) : ImmutableDictionary<ObjectKey, RoutingSnapshot>.Empty,
            Status = StatusPlan.Empty,
            Provisioning = ours
                ? new ProvisioningPlan { Gateways = ImmutableDictionary<ObjectKey, PlannedDataPlane>.Empty.Add(Key, new PlannedDataPlane { ClassName = "sluice", Ports = [new PlannedPort(80, "TCP")] }) }
                : ProvisioningPlan.Empty,
            Memo = new TranslationMemo(),
        };
    }
}
