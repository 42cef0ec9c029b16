using System.Net;
using Sluice.Proxy.Tests.Support;
using Sluice.Proxy.Upstream;
using Sluice.Routing.Matching;
using Sluice.Routing.Model;
using static Sluice.Proxy.Tests.Support.Snapshots;

namespace Sluice.Proxy.Tests;

public sealed class UpstreamChangeTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 1);

    private readonly UpstreamRegistry _registry = new(new ProxyLimits());
    private CompiledSnapshot _compiled = CompiledSnapshot.Empty;

    [Fact]
    public void Removal_WaitsUntilAfterTheRoutes()
    {
        Apply(Simple(Address));
        var change = Apply(Simple(Address).With(Backend("b") with { Failure = "gone" }));
        Assert.Null(View.Failure);

        change.PublishRemovals(_compiled.Config);
        Assert.Equal("gone", View.Failure);
    }

    [Fact]
    public void Removal_OfABackendThatCameBack_IsForgotten()
    {
        var snapshot = Simple(Address);
        Apply(snapshot);
        var removal = Apply(snapshot with { Backends = snapshot.Backends.Clear() });
        Apply(snapshot);
        removal.PublishRemovals(_compiled.Config);

        Assert.Null(View.Failure);
        Assert.Single(View.Endpoints);
    }

    [Fact]
    public void Removal_ReplacedByAnother_TheLatestCounts()
    {
        var snapshot = Simple(Address);
        Apply(snapshot);
        var first = Apply(snapshot.With(Backend("b") with { Failure = "first" }));
        var second = Apply(snapshot.With(Backend("b") with { Failure = "second" }));
        first.PublishRemovals(_compiled.Config);
        second.PublishRemovals(_compiled.Config);

        Assert.Equal("second", View.Failure);
    }

    [Fact]
    public void Endpoints_KeepTheirIdentityWhileAnyBackendHasThem()
    {
        var snapshot = Simple(Address);
        Apply(snapshot);
        var before = View.Endpoints.Single();
        Apply(snapshot.With(Backend("b", Address, new IPEndPoint(IPAddress.Loopback, 2))));
        Assert.Same(before, View.Endpoints[0]);

        Apply(snapshot.With(Backend("b", new IPEndPoint(IPAddress.Loopback, 2))));
        Apply(snapshot.With(Backend("b", Address)));
        Assert.NotSame(before, View.Endpoints.Single());
    }

    private BackendView View => UpstreamBackend.Of(_compiled.Backend("b")!)!.View;

    private UpstreamChange Apply(RoutingSnapshot snapshot)
    {
        var before = _compiled.Config;
        _compiled = CompiledSnapshot.Compile(snapshot, _compiled);
        var change = _registry.Prepare(_compiled, before);
        change.PublishServing();
        _compiled.Publish();
        return change;
    }
}
