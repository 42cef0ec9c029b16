using System.Collections.Immutable;
using System.Net;
using Google.Protobuf;
using Sluice.Distribution.Protocol;
using Sluice.Distribution.Units;
using Sluice.Routing.Model;
using Sluice.TestKit;

namespace Sluice.Distribution.Tests;

/// <summary>What a bad network, or a control that errs, does to the stream, and that a proxy never serves what nobody published.</summary>
public sealed class StreamFaultTests
{
    private const int Routes = 40;
    private static readonly bool Soak = Environment.GetEnvironmentVariable("SLUICE_SOAK") == "1";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_CutOrGarbledAtAnyByte_WhileRoutesChange_EndInTheNewestVersion(bool garbled)
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        await using var relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, 0), () => stream.EndPoint);
        // A handshake takes some 1,500 bytes, everything that is published some 20,000 in five messages.
        var random = new Random(7);
        relay.Fault = () => garbled ? new RelayFault(GarbledByte: random.Next(40_000)) : new RelayFault(CutAfter: random.Next(1, 40_000));
        relay.Restore();
        var faults = Soak ? 1_000 : 40;

        var published = 1;
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Edition(published));
        var proxy = stream.StartProxy(control: () => relay.EndPoint);
        await Eventually.HoldsAsync($"{faults} faults", Soak ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(3), async () =>
        {
            for (var edition = 0; edition < 200 && relay.Faults < faults; edition++)
            {
                stream.Publisher.Publish(ConfigStreamFixture.Gateway, Edition(++published));
                await Eventually.PauseAsync(TimeSpan.FromMilliseconds(5));
            }

            return relay.Faults < faults ? $"There were {relay.Faults}." : null;
        });

        relay.Fault = () => RelayFault.None;
        relay.CutOpen();
        await proxy.UntilAsync(snapshot => EditionOf(snapshot) == published);
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true, Error: "" }]);

        var editions = proxy.Applied.Select(EditionOf).ToList();
        Assert.Equal(editions.Order(), editions);
        Assert.True(proxy.Client.Status is { Connected: true, BehindSince: null, Error: "" });
    }

    [Fact]
    public async Task Connection_CutInTheMiddleOfAnUpdate_ServesNoHalf_AndTheNextOneBringsTheRest()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        await using var control = await ScriptedControl.StartAsync(stream);
        var leader = control.EndPoint;
        var proxy = stream.StartProxy(control: () => leader);
        var first = await control.AcceptAsync();
        var everything = Updates(null, Edition(1), new SnapshotVersion(1, 1));
        Assert.True(everything.Length > 2, "The update is to come in several messages.");
        await first.SendAsync(everything[..^1]);

        // It comes back with a half, of which nothing was served.
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Edition(1));
        leader = stream.EndPoint;
        await control.DisposeAsync();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);
        Assert.Equal([1], proxy.Applied.Select(EditionOf));
    }

    [Fact]
    public async Task Receipts_HeldBack_ChangesServeMeanwhile_AndTheFirstReceiptMakesRoomForTheNewest()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        await using var relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, 0), () => stream.EndPoint);
        relay.Restore();
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Edition(1));
        var proxy = stream.StartProxy(control: () => relay.EndPoint);
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);

        relay.HoldFrom(_ => true);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Edition(2));
        await proxy.UntilAsync(snapshot => EditionOf(snapshot) == 2);
        for (var edition = 3; edition <= 6; edition++)
        {
            stream.Publisher.Publish(ConfigStreamFixture.Gateway, Edition(edition));
        }

        // That the one under way serves is not known, so the others wait and the proxy counts as behind since the first of them.
        var behind = Assert.Single(stream.Publisher.Proxies());
        Assert.Equal(1, behind.Applied.Counter);
        Assert.NotNull(behind.BehindSince);
        Assert.Equal("", behind.Error);
        Assert.True(proxy.Client.Status.IsReady(DateTimeOffset.UtcNow.AddHours(1)), "A proxy that serves what it was sent is ready, whether control knows it or not.");

        relay.Release();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true, Applied.Counter: 6 }]);
        Assert.Equal([1, 2, 6], proxy.Applied.Select(EditionOf));
    }

    public static TheoryData<string> Misorders => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Misorders))]
    public async Task Update_OutOfOrder_IsNotApplied_AndEverythingIsAskedForAnew(string what)
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        await using var control = await ScriptedControl.StartAsync(stream);
        var proxy = stream.StartProxy(control: () => control.EndPoint);
        var first = await control.AcceptAsync();
        await first.SendAsync(Updates(null, Edition(1), new SnapshotVersion(3, 1)));
        Assert.Equal("", (await first.ReceiptAsync()).Error);
        await first.SendAsync(Updates(Edition(1), Edition(2), new SnapshotVersion(3, 2)));
        Assert.Equal("", (await first.ReceiptAsync()).Error);

        await first.SendAsync(Wrong[what]);

        var second = await control.AcceptAsync();
        Assert.Equal([1, 2], proxy.Applied.Select(EditionOf));
        Assert.All(second.Hello.Held, state => Assert.Equal(0, state.Count));
        Assert.EndsWith(" Everything is asked for anew.", proxy.Client.Status.Error, StringComparison.Ordinal);
        Assert.True(proxy.Client.Status.IsReady(DateTimeOffset.UtcNow.AddHours(1)), "What was applied before goes on.");
        await second.SendAsync(Updates(null, Edition(7), new SnapshotVersion(3, 7)));
        Assert.Equal("", (await second.ReceiptAsync()).Error);
        Assert.Equal([1, 2, 7], proxy.Applied.Select(EditionOf));
    }

    [Fact]
    public async Task Unit_ThatCannotBeRead_IsRefusedWithItsName_AndTheNextUpdateIsTheCure()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        await using var control = await ScriptedControl.StartAsync(stream);
        var proxy = stream.StartProxy(control: () => control.EndPoint);
        var conversation = await control.AcceptAsync();
        await conversation.SendAsync(Updates(null, Edition(1), new SnapshotVersion(1, 1)));
        Assert.Equal("", (await conversation.ReceiptAsync()).Error);

        var good = Edition(1).HttpRoutes["HTTPRoute/shop/r3"];
        await conversation.SendAsync(Replacement(good.Name, "{\"name\": [\u0001", new SnapshotVersion(1, 2)));
        var refusal = await conversation.ReceiptAsync();
        Assert.Equal((1, 2), (refusal.Version.Epoch, refusal.Version.Counter));
        Assert.StartsWith("1 unit(s) cannot be read: HttpRoute HTTPRoute/shop/r3: ", refusal.Error, StringComparison.Ordinal);
        Assert.True(proxy.Client.Status.IsReady(DateTimeOffset.UtcNow.AddHours(1)));

        var cure = Updates(Edition(1), Edition(1) with { HttpRoutes = Edition(1).HttpRoutes.Remove(good.Name) }, new SnapshotVersion(1, 3));
        await conversation.SendAsync(cure);
        Assert.Equal("", (await conversation.ReceiptAsync()).Error);
        Assert.Equal([Routes, Routes - 1], proxy.Applied.Select(snapshot => snapshot.HttpRoutes.Count));
    }

    /// <summary>What a proxy that holds the editions 1 and 2, as versions 3.1 and 3.2, must not apply.</summary>
    private static readonly ImmutableSortedDictionary<string, Update[]> Wrong = new Dictionary<string, Update[]>
    {
        ["the update before, again"] = Updates(Edition(1), Edition(2), new SnapshotVersion(3, 2)),
        ["an older update, which would lead back"] = Updates(null, Edition(1), new SnapshotVersion(3, 1)),
        ["an update of an older leader"] = Updates(Edition(2), Edition(3), new SnapshotVersion(2, 9)),
        ["an update without a version"] = [.. Updates(Edition(2), Edition(3), default).Select(update => new Update(update) { Version = null })],
        ["a change of a version that never came"] = Updates(Edition(3) with { HttpRoutes = Edition(3).HttpRoutes.SetItem("HTTPRoute/shop/r0", Snapshots.Route(0, "/4")) }, Edition(4), new SnapshotVersion(3, 4)),
        ["an update without its second message"] = [.. Updates(Edition(2), Edition(3), new SnapshotVersion(3, 3)).Where((_, index) => index != 1)],
        ["the messages of two updates mixed"] = [Updates(Edition(2), Edition(3), new SnapshotVersion(3, 3))[0], .. Updates(Edition(2), Edition(4), new SnapshotVersion(3, 4))],
    }.ToImmutableSortedDictionary();

    /// <summary>A snapshot that shows in every route of which edition it is, so that a mixture of two is seen.</summary>
    private static RoutingSnapshot Edition(int number) => Snapshots.With(0) with
    {
        HttpRoutes = Enumerable.Range(0, Routes).Select(route => Snapshots.Route(route, $"/{number}")).ToImmutableDictionary(route => route.Name),
    };

    private static int EditionOf(RoutingSnapshot snapshot)
    {
        Assert.Equal(Routes, snapshot.HttpRoutes.Count);
        return int.Parse(snapshot.HttpRoutes.Values.Select(route => route.Rules[0].Matches[0].Path.Value).Distinct().Single().AsSpan(1), null);
    }

    private static Update[] Updates(RoutingSnapshot? from, RoutingSnapshot to, SnapshotVersion version)
    {
        ImmutableArray<EncodedSet?> held = from is null ? [.. UnitKinds.All.Select(_ => (EncodedSet?)null)] : [.. EncodedSnapshot.Of(from, EncodedSnapshot.Empty).Sets];
        return [.. SnapshotDelta.Between(held, EncodedSnapshot.Of(to, EncodedSnapshot.Empty), version.ToWire(), 4096)];
    }

    /// <summary>An update of one route to content that is no route; its hashes are right.</summary>
    private static Update Replacement(string name, string content, SnapshotVersion version)
    {
        var received = new ReceivedSnapshot();
        received.Load(Edition(1));
        var change = new SetChange { Kind = UnitKind.HttpRoute, Upserts = { new Unit { Name = name, Content = ByteString.CopyFromUtf8(content) } } };
        received.Apply(change);
        return new Update { Version = version.ToWire(), Changes = { change }, Result = { received.States() } };
    }
}
