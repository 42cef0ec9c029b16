using Sluice.Distribution.Server;

namespace Sluice.Distribution.Tests;

public sealed class ConfigStreamTests
{
    [Fact]
    public async Task Proxy_Connects_GetsEverythingAndAcknowledges()
    {
        await using var stream = await ConfigStreamFixture.StartAsync(epoch: 7);
        var published = stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 100));

        var proxy = stream.StartProxy();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        var state = Assert.Single(stream.Publisher.Proxies());
        Assert.Equal(new SnapshotVersion(7, 1), published!.Version);
        Assert.Equal(published.Version, state.Applied);
        Assert.Equal(published.ContentHash, state.AppliedHash);
        Assert.Equal(100, proxy.Current!.HttpRoutes.Count);
        Assert.Equal("KEY", proxy.Current.Certificates.Values.Single().PrivateKeyPem!.Reveal());
        Assert.True(proxy.Client.Status is { Connected: true, HoldsSnapshot: true, BehindSince: null, Error: "" });
        Assert.True(proxy.Client.Status.IsReady(DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task Publish_ChangedUnit_LeavesTheOthersAsTheyWere()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        var first = Snapshots.With(routes: 50);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, first);
        var proxy = stream.StartProxy();
        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 50);
        var before = proxy.Current!;

        var changed = Snapshots.Route(7, "/changed");
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, first with
        {
            HttpRoutes = first.HttpRoutes.SetItem(changed.Name, changed).Remove("HTTPRoute/shop/r8"),
        });
        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 49);

        var after = proxy.Current!;
        Assert.Equal("/changed", after.HttpRoutes[changed.Name].Rules[0].Matches[0].Path.Value);
        Assert.Same(before.HttpRoutes["HTTPRoute/shop/r9"], after.HttpRoutes["HTTPRoute/shop/r9"]);
        Assert.Same(before.Backends, after.Backends);
        Assert.Same(before.Listeners, after.Listeners);
    }

    [Fact]
    public async Task Publish_SameContent_KeepsItsVersionAndSendsNothing()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        var first = stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 3));
        var proxy = stream.StartProxy();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        var second = stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 3));
        var third = stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 4));
        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 4);

        Assert.Equal(first, second);
        Assert.Equal(new SnapshotVersion(1, 2), third!.Version);
        Assert.Equal(2, proxy.Applied.Count);
    }

    [Fact]
    public async Task Proxy_RefusesAnUpdate_KeepsTryingAndThenAcknowledges()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 1));
        var proxy = stream.StartProxy();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        proxy.Behave = _ => throw new IOException("Port 80 is taken.");
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 2));
        await stream.UntilAsync(proxies => proxies is [{ Error: "Port 80 is taken.", IsCurrent: false, Applied.Counter: 1 }]);
        Assert.Equal("Port 80 is taken.", proxy.Client.Status.Error);
        Assert.True(proxy.Client.Status.IsReady(DateTimeOffset.UtcNow.AddMinutes(1)), "A refused update must not take the proxy out of service.");

        proxy.Behave = null;
        await stream.UntilAsync(proxies => proxies is [{ Error: "", IsCurrent: true, Applied.Counter: 2 }]);
        Assert.Equal(2, proxy.Current!.HttpRoutes.Count);
    }

    [Fact]
    public async Task Proxy_SlowToApply_GetsOnlyTheNewestOfWhatHappenedMeanwhile()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 1));
        var proxy = stream.StartProxy();
        var busy = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        proxy.Behave = _ =>
        {
            busy.TrySetResult();
            return release.Task;
        };
        await busy.Task.WaitAsync(TimeSpan.FromSeconds(20));

        for (var routes = 2; routes <= 20; routes++)
        {
            stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes));
        }

        Assert.False(proxy.Client.Status.IsReady(DateTimeOffset.UtcNow));
        release.SetResult();
        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 20);
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);
        Assert.Equal([1, 20], proxy.Applied.Select(snapshot => snapshot.HttpRoutes.Count));
    }

    [Fact]
    public async Task Server_Resigns_ProxiesComeBackToTheNewLeaderAndTransferNothing()
    {
        await using var stream = await ConfigStreamFixture.StartAsync(epoch: 1);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 10));
        var proxy = stream.StartProxy();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        stream.Publisher.Resign();
        await stream.UntilAsync(proxies => proxies.Count == 0);
        Assert.Null(stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 11)));

        stream.Publisher.Lead(2);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 10));
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true, Applied.Epoch: 2 }]);
        Assert.Single(proxy.Applied);
    }

    [Fact]
    public async Task Server_GoneAndBack_ProxyFollowsAgain()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 1));
        var proxy = stream.StartProxy();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        await stream.StopServerAsync();
        await stream.UntilAsync(proxies => proxies.Count == 0);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 5));
        await stream.StartServerAsync();

        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 5);
    }

    [Fact]
    public async Task Proxies_OfDifferentGateways_SeeOnlyTheirOwnKeys()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        stream.Authorize = (credentials, _) => ValueTask.FromResult(
            credentials.Gateway == "infra/mine" ? new ProxyAuthorization(ProxyVerdict.Allowed) : new ProxyAuthorization(ProxyVerdict.Forbidden, "Not yours."));
        stream.Publisher.Publish("infra/mine", Snapshots.With(routes: 1, key: "MINE"));
        stream.Publisher.Publish("infra/theirs", Snapshots.With(routes: 1, key: "THEIRS"));

        var intruder = stream.StartProxy("intruder", "infra/theirs");
        var proxy = stream.StartProxy("proxy", "infra/mine");
        await proxy.UntilAsync(snapshot => snapshot.Certificates.Values.Single().PrivateKeyPem!.Reveal() == "MINE");

        Assert.Null(intruder.Current);
        Assert.Empty(stream.Publisher.Proxies("infra/theirs"));
    }

    [Fact]
    public async Task Token_Rotates_NextAttemptUsesTheNewOne()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        var refused = new TaskCompletionSource();
        var judge = stream.Authorize;
        stream.Authorize = async (credentials, cancellation) =>
        {
            var answer = await judge(credentials, cancellation);
            if (answer.Verdict == ProxyVerdict.Unauthenticated)
            {
                refused.TrySetResult();
            }

            return answer;
        };
        await File.WriteAllTextAsync(stream.TokenFile, "old");
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 1));

        var proxy = stream.StartProxy();
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(proxy.Current);

        await File.WriteAllTextAsync(stream.TokenFile, "good\n");
        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 1);
    }

    [Fact]
    public async Task Gateway_Withdrawn_EndsTheStreamAndLeavesTheProxyServing()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 1));
        var proxy = stream.StartProxy();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        stream.Publisher.Withdraw(ConfigStreamFixture.Gateway);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 2));

        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 2);
        Assert.True(proxy.Client.Status.HoldsSnapshot);
    }
}
