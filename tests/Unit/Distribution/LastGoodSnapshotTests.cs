using Sluice.Distribution.Client;

namespace Sluice.Distribution.Tests;

public sealed class LastGoodSnapshotTests
{
    [Fact]
    public async Task Proxy_StartsWhileControlIsAway_ServesWhatItHeldBefore()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 12));
        var before = stream.StartProxy(keep: true);
        await before.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 12);
        await before.DisposeAsync();
        await stream.StopServerAsync();

        var after = stream.StartProxy(keep: true);
        await after.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 12);
        Assert.Equal("KEY", after.Current!.Certificates.Values.Single().PrivateKeyPem!.Reveal());

        await stream.StartServerAsync();
        await stream.UntilAsync(proxies => proxies is [{ IsCurrent: true }]);
        Assert.Single(after.Applied);
    }

    [Fact]
    public async Task File_HoldsKeys_IsForItsOwnerOnly()
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        SnapshotFile.Write(stream.SnapshotFile, ConfigStreamFixture.Gateway, Snapshots.With(routes: 1));
        SnapshotFile.Write(stream.SnapshotFile, ConfigStreamFixture.Gateway, Snapshots.With(routes: 2));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(stream.SnapshotFile));
        }

        Assert.Equal(2, SnapshotFile.Read(stream.SnapshotFile, ConfigStreamFixture.Gateway)!.HttpRoutes.Count);
        Assert.Equal([stream.SnapshotFile], Directory.GetFiles(Path.GetDirectoryName(stream.SnapshotFile)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":1,\"gateway\":\"infra/shared\"}\n{\"listeners\":")]
    [InlineData("{\"format\":9,\"gateway\":\"infra/shared\"}\n{}")]
    [InlineData("{\"format\":1,\"gateway\":\"other/gateway\"}\n{}")]
    [InlineData("[]\n{}")]
    public async Task File_UnusableContent_IsLeftAsideAndControlSendsEverything(string content)
    {
        await using var stream = await ConfigStreamFixture.StartAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(stream.SnapshotFile)!);
        await File.WriteAllTextAsync(stream.SnapshotFile, content);
        stream.Publisher.Publish(ConfigStreamFixture.Gateway, Snapshots.With(routes: 3));

        var proxy = stream.StartProxy(keep: true);
        await proxy.UntilAsync(snapshot => snapshot.HttpRoutes.Count == 3);
        Assert.Single(proxy.Applied);
    }
}
