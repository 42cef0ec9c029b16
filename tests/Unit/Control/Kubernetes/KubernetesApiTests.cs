using Microsoft.Extensions.Time.Testing;
using Sluice.Control.Provisioning;
using Sluice.Control.Tests.Cache;
using Sluice.Translation;

namespace Sluice.Control.Tests.Kubernetes;

/// <summary>Answers that do not come or are none. Whoever calls goes on with the next round, so they have to be problems that callers know.</summary>
public sealed class KubernetesApiTests
{
    private static readonly ObjectKey Key = new("shop", "web");

    [Fact]
    public async Task Call_ThatIsNotAnswered_FailsInTime()
    {
        using var server = new ScriptedApi();
        var time = new FakeTimeProvider();
        var call = server.ApiAt(time).GetAsync(OwnedKinds.Services, Key, CancellationToken.None);
        await server.NextRequestAsync();
        Assert.False(call.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(30));
        var problem = await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.Equal("The API server at https://scripted.invalid/ did not answer GET api/v1/namespaces/shop/services/web within 30 seconds.", problem.Message);
    }

    [Fact]
    public async Task Call_ThatIsCancelled_IsNoProblemOfTheServer()
    {
        using var server = new ScriptedApi();
        using var stop = new CancellationTokenSource();
        var call = server.Api.GetAsync(OwnedKinds.Services, Key, stop.Token);
        await server.NextRequestAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    public async Task Answer_ThatIsNoObject_IsAProblemOfTheConnection(string body)
    {
        using var server = new ScriptedApi();
        server.Answer(body);
        await Assert.ThrowsAsync<IOException>(() => server.Api.GetAsync(OwnedKinds.Services, Key, CancellationToken.None));
    }
}
