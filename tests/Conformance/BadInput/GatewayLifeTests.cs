using System.Globalization;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.BadInput;

/// <summary>A Gateway with as many listeners as there can be, deleted while it and another one serve.</summary>
public sealed class GatewayLifeTests : ClusterTest
{
    private const string Name = "sixty-four";
    private const int Listeners = 64;
    private const int FirstPort = 8100;

    protected override string Manifests => Objects(
        Gateway(Name, [.. Enumerable.Range(0, Listeners).Select(i => HttpListener(string.Create(CultureInfo.InvariantCulture, $"l{i}"), FirstPort + i))]),
        HttpRouteOn($"{{name: {Name}}}", "sixty-four", To(B1)),
        HttpRouteFor("neighbour.example.org", $"{{name: {SharedGateway}}}", "neighbour", To(B2)));

    [Fact]
    public async Task SixtyFourListenersServe_AndTheirGatewayGoesWhileItServesWithoutAnotherNoticing()
    {
        var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync(Name, "HTTPRoute", resolved: true, "sixty-four"));
        await Status.GatewayListenersAsync(Name, [.. Enumerable.Range(0, Listeners).Select(i =>
            new ExpectedListener(string.Create(CultureInfo.InvariantCulture, $"l{i}"), ["HTTPRoute"], 1, ("Accepted", "True", null), ("Programmed", "True", null)))]);
        foreach (var port in new[] { FirstPort, FirstPort + 31, FirstPort + Listeners - 1 })
        {
            await http.OnPort(port).ExpectAsync(("/", B1));
        }

        var neighbour = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync(SharedGateway, "HTTPRoute", resolved: true, "neighbour"));
        var request = new Exchange("/") { Host = "neighbour.example.org", Backend = B2 };
        await neighbour.ExpectAsync(request);
        using var gone = new CancellationTokenSource();
        var load = LoadAsync(neighbour, request, gone.Token);
        await Objects.DeleteAsync(ApiObjects.PathOf("Gateway", BaseManifests.Infra) + "/" + Name);
        foreach (var kind in new[] { "Deployment", "Service", "Pod" })
        {
            await Eventually.HoldsAsync($"No {kind} of the deleted Gateway", TimeSpan.FromSeconds(60), async () =>
                await Objects.ListAsync(kind, BaseManifests.Infra, $"gateway.networking.k8s.io/gateway-name={Name}") is { Count: > 0 } left ? $"{left.Count} left" : null);
        }

        await Eventually.HoldsAsync("Nobody answers for the deleted Gateway", TimeSpan.FromSeconds(30), async () => await http.TryAsync(new Exchange("/")) is null ? "it answers" : null);
        await Status.NoAcceptedParentsAsync("HTTPRoute", "sixty-four");
        await gone.CancelAsync();
        var (served, complaint) = await load;
        Assert.Null(complaint);
        Assert.True(served > 10, $"Only {served} requests were served meanwhile.");
    }

    private static async Task<(int Served, string? Complaint)> LoadAsync(HttpProbe http, Exchange request, CancellationToken stop)
    {
        var served = 0;
        while (!stop.IsCancellationRequested)
        {
            if (await http.TryAsync(request) is { } complaint)
            {
                return (served, complaint);
            }

            served++;
        }

        return (served, null);
    }
}
