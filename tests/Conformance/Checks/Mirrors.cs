using System.Text.RegularExpressions;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>Mirrored requests, counted in the logs of the mirror's pods by a request id in the query.</summary>
internal sealed class Mirrors(ApiObjects objects)
{
    public const string QueryName = "gateway-api-conformance-request-id";

    public async Task<int> CountAsync(string deployment, string path, string id)
    {
        var pattern = new Regex($"Echoing back request made to {Regex.Escape(path)}\\?{QueryName}={id} to client");
        var count = 0;
        foreach (var pod in await objects.ListAsync("Pod", BaseManifests.Infra, $"app={deployment}"))
        {
            count += pattern.Count(await objects.PodLogAsync(BaseManifests.Infra, (string)pod["metadata"]!["name"]!, sinceSeconds: 120));
        }

        return count;
    }

    /// <summary>The exchange comes out as expected and each mirror logged a copy.</summary>
    public async Task ExpectAsync(HttpProbe http, Exchange exchange, params string[] mirrors)
    {
        var id = Guid.NewGuid().ToString();
        await http.ExpectAsync(exchange with { Path = $"{exchange.Path}?{QueryName}={id}" });
        foreach (var mirror in mirrors)
        {
            await Eventually.HoldsAsync($"A copy of {exchange.Path} at {mirror}", TimeSpan.FromSeconds(10), async () =>
                await CountAsync(mirror, exchange.Path, id) > 0 ? null : "no line in its log");
        }
    }
}
