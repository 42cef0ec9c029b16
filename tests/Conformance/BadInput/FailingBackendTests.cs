using Sluice.Conformance.Tests.Checks;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.BadInput;

/// <summary>
/// Backends that break connections or are late, under rules that retry. The classes claim the features HTTPRouteRetryConnectionError and
/// HTTPRouteRetryBackendTimeout, for which the official suite has tests only after the release that the cases follow.
/// </summary>
public sealed class FailingBackendTests : ClusterTest
{
    private const string Host = "failing-backend.example.org";

    protected override string Manifests => HttpRouteFor(
        Host, $"{{name: {SharedGateway}}}", "failing-backend",
        Rule($"retry: {{attempts: 3}}, backendRefs: [{Backend(B3)}]", Prefix("/retry/broken")),
        Rule($"retry: {{attempts: 2}}, timeouts: {{backendRequest: 200ms}}, backendRefs: [{Backend(B3)}]", Prefix("/retry/late")),
        Rule($"retry: {{codes: [500], attempts: 5}}, timeouts: {{request: 400ms, backendRequest: 200ms}}, backendRefs: [{Backend(B3)}]", Prefix("/retry/in-time")));

    [Theory]
    [InlineData("/retry/broken?succeedAfter=2", 200)]
    [InlineData("/retry/broken?succeedAfter=4", 503)]
    [InlineData("/retry/late?responseCode=500&succeedAfter=2&delayRetry=300ms", 200)]
    [InlineData("/retry/late?responseCode=500&succeedAfter=3&delayRetry=300ms", 504)]
    [InlineData("/retry/in-time?responseCode=500&succeedAfter=1", 200)]
    [InlineData("/retry/in-time?responseCode=500&succeedAfter=4&delayRetry=150ms", 504)]
    public async Task Failures_AreRetriedWithinTheLimits(string path, int status)
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync(SharedGateway, "HTTPRoute", resolved: true, "failing-backend"));
        var successes = 0;
        await Eventually.HoldsAsync($"{path} ends in {status} three times in a row", TimeSpan.FromSeconds(30), async () =>
        {
            var exchange = new Exchange($"{path}&uuid={Guid.NewGuid():N}") { Host = Host, Status = [status], Backend = status == 200 ? B3 : null };
            var complaint = await http.TryAsync(exchange);
            successes = complaint is null ? successes + 1 : 0;
            return complaint ?? (successes < 3 ? "not three times in a row yet" : null);
        });
    }
}
