using System.Collections.Immutable;
using Google.Protobuf;
using Sluice.Distribution.Protocol;
using Sluice.Distribution.Units;
using Sluice.Routing.Model;

namespace Sluice.Distribution.Tests;

public sealed class SnapshotDeltaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(1 << 20)]
    public void Updates_OfAnyChunkSize_LeadFromAnyStateToTheTarget(int chunkBytes)
    {
        var received = new ReceivedSnapshot();
        var encoded = EncodedSnapshot.Empty;
        ImmutableArray<EncodedSet?> held = [.. UnitKinds.All.Select(_ => (EncodedSet?)null)];
        foreach (var snapshot in new[] { Snapshots.With(10), Snapshots.With(3, "NEW"), RoutingSnapshot.Empty, Snapshots.With(5) })
        {
            encoded = EncodedSnapshot.Of(snapshot, encoded);
            var updates = SnapshotDelta.Between(held, encoded, new SnapshotVersion(1, 1).ToWire(), chunkBytes).ToList();
            foreach (var change in updates.SelectMany(update => update.Changes))
            {
                received.Apply(change);
            }

            Assert.All(updates.SkipLast(1), update => Assert.True(update.More));
            Assert.False(updates[^1].More);
            Assert.True(received.Agrees(updates[^1].Result));
            Assert.Equal(encoded.ContentHash, received.ContentHash);
            Assert.Equal(snapshot.HttpRoutes.Keys.Order(), received.ToSnapshot().HttpRoutes.Keys.Order());
            held = [.. encoded.Sets];
        }
    }

    [Fact]
    public void Hash_SameContentMadeTwice_IsTheSame()
    {
        var one = EncodedSnapshot.Of(Snapshots.With(20), EncodedSnapshot.Empty);
        var other = EncodedSnapshot.Of(Snapshots.With(20), EncodedSnapshot.Of(Snapshots.With(19, "OTHER"), EncodedSnapshot.Empty));

        Assert.Equal(one.ContentHash, other.ContentHash);
        Assert.NotEqual(one.ContentHash, EncodedSnapshot.Of(Snapshots.With(20, "OTHER"), EncodedSnapshot.Empty).ContentHash);
    }

    [Fact]
    public void Unit_ThatCannotBeRead_IsAProblemUntilItIsReplaced()
    {
        var received = new ReceivedSnapshot();
        var good = EncodedSnapshot.Of(Snapshots.With(1), EncodedSnapshot.Empty).Sets[1].Units.Values.Single();
        received.Apply(new SetChange { Kind = UnitKind.HttpRoute, Upserts = { new Unit { Name = good.Name, Content = ByteString.CopyFromUtf8("{\"name\":1}") } } });
        var problem = Assert.Single(received.Problems);
        Assert.StartsWith("HttpRoute HTTPRoute/shop/r0: ", problem, StringComparison.Ordinal);

        received.Apply(new SetChange { Kind = UnitKind.HttpRoute, Upserts = { new Unit { Name = good.Name, Content = good.Content } } });
        Assert.Empty(received.Problems);
    }

    [Fact]
    public void Change_OfAnUnknownKind_IsIgnored()
    {
        var received = new ReceivedSnapshot();
        var before = received.ContentHash;
        received.Apply(new SetChange { Kind = (UnitKind)99, Upserts = { new Unit { Name = "x", Content = ByteString.CopyFromUtf8("{}") } } });

        Assert.Equal(before, received.ContentHash);
        Assert.True(received.Agrees([new SetState { Kind = (UnitKind)99, Count = 1 }]));
    }
}
