using Sluice.LocalCluster.Tests.Hosting;

namespace Sluice.LocalCluster.Tests.Transcripts;

/// <summary>A cluster whose servers take their time to end, as real ones do, so that a conversation can see them end.</summary>
public sealed class TranscriptCluster : IAsyncLifetime
{
    private TestCluster? _cluster;

    internal TestCluster Cluster => _cluster!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync(linger: TimeSpan.FromMilliseconds(400));

    public async Task DisposeAsync() => await _cluster!.DisposeAsync();
}
