using Microsoft.Extensions.Time.Testing;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Pods;

namespace Sluice.LocalCluster.Tests.Node;

public sealed class PublicationTests
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly Publication _published;

    public PublicationTests() => _published = new Publication(new Signal(), _time);

    [Fact]
    public void Nothing_IsWaitedFor_WhenNothingChanged() => Assert.True(_published.ToldAsync(default).IsCompletedSuccessfully);

    [Fact]
    public async Task Change_IsWaitedFor_UntilThatVersionIsTold()
    {
        _published.Changed();
        long first = _published.Version;
        _published.Changed();

        Task told = _published.ToldAsync(default);
        _published.Told(first);
        Assert.False(told.IsCompleted);
        _published.Told(_published.Version);

        await told.WaitAsync(HangGuard);
    }

    [Fact]
    public async Task ServerThatIsAway_EndsTheWaitAfterASecond()
    {
        _published.Changed();
        Task told = _published.ToldAsync(default);

        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(told.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await told.WaitAsync(HangGuard);
    }

    [Fact]
    public async Task Cancelled_EndsTheWait()
    {
        using var stop = new CancellationTokenSource();
        _published.Changed();
        Task told = _published.ToldAsync(stop.Token);

        await stop.CancelAsync();

        await told.WaitAsync(HangGuard);
    }
}
