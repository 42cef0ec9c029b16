using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteRetry)]
public sealed class HTTPRouteRetry : SerialCase
{
    protected override string Manifests => HttpRoute(
        "retries",
        Rule($"retry: {{codes: [500], attempts: 3}}, backendRefs: [{Backend(B3)}]", Prefix("/retry/code-500-attempts-3")),
        Rule($"retry: {{codes: [500, 502, 503, 504], attempts: 2}}, backendRefs: [{Backend(B3)}]", Prefix("/retry/code-all-attempts-2")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "retries");
        await ExpectAsync(http, "/retry/code-500-attempts-3", 500, succeedAfter: 2, 200);
        await ExpectAsync(http, "/retry/code-500-attempts-3", 500, succeedAfter: 4, 500);
        await ExpectAsync(http, "/retry/code-500-attempts-3", 503, succeedAfter: 2, 503);
        foreach (var code in new[] { 500, 502, 503, 504 })
        {
            await ExpectAsync(http, "/retry/code-all-attempts-2", code, succeedAfter: 1, 200);
            await ExpectAsync(http, "/retry/code-all-attempts-2", code, succeedAfter: 3, code);
        }
    }

    // The backend counts by uuid, so every probe needs a new one.
    private static Task ExpectAsync(HttpProbe http, string path, int code, int succeedAfter, int expected) =>
        Eventually.HoldsAsync($"{path} with {succeedAfter} times {code} ends in {expected}", TimeSpan.FromSeconds(30), async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var exchange = new Exchange($"{path}?responseCode={code}&succeedAfter={succeedAfter}&uuid={Guid.NewGuid():N}") { Status = [expected], Backend = expected == 200 ? B3 : null };
                if (await http.TryAsync(exchange) is { } complaint)
                {
                    return complaint;
                }
            }

            return null;
        });
}
