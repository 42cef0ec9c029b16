using System.Diagnostics;
using System.Globalization;
using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.BadInput;

/// <summary>Routes at the limits of what the CRDs admit, and those that are hostile or in each other's way.</summary>
public sealed class LargeRouteTests : ClusterTest
{
    private const int Hostnames = 5000;
    private const int HostnamesPerRoute = 16;
    private const string Parent = $"{{name: {SharedGateway}}}";

    private static string Many => Objects(Enumerable.Range(0, (Hostnames + HostnamesPerRoute - 1) / HostnamesPerRoute).Select(route => HttpRouteFor(
        string.Join(", ", Enumerable.Range(route * HostnamesPerRoute, Math.Min(HostnamesPerRoute, Hostnames - (route * HostnamesPerRoute))).Select(HostName)),
        Parent,
        string.Create(CultureInfo.InvariantCulture, $"many-{route}"),
        To(route % 2 == 0 ? B1 : B2))));

    /// <summary>16 rules of 8 matches, 128 in all: the most that is allowed.</summary>
    private static string Widest => HttpRouteFor("widest.example.org", Parent, "widest", [.. Enumerable.Range(0, 16).Select(rule =>
        To(rule % 2 == 0 ? B1 : B2, [.. Enumerable.Range(0, 8).Select(match => $"{Exact($"/{rule}/{match}")}, {Headers(("x-rule", $"r{rule}"))}")]))]);

    private static string Hostile => HttpRouteFor(
        "hostile.example.org", Parent, "hostile",
        To(B1, "path: {type: RegularExpression, value: \"/(a+)+b\"}"),
        To(B2, "path: {type: PathPrefix, value: /header}, headers: [{name: x-hostile, type: RegularExpression, value: \"(x+x+)+y\"}]"),
        To(B3, "path: {type: RegularExpression, value: '/(c)\\1'}"));

    private static string Claim(string name) => HttpRouteFor("claimed.example.org", Parent, name, To(name == "first" ? B1 : B2, Prefix("/claimed")));

    [Fact]
    public async Task FiveThousandHostnames_AreAcceptedAndServe()
    {
        try
        {
            await Objects.ApplyAsync(Many, BaseManifests.Infra);
            var last = (Hostnames - 1) / HostnamesPerRoute;
            var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync(SharedGateway, "HTTPRoute", resolved: true, "many-0", "many-150", $"many-{last}"));
            foreach (var index in new[] { 0, 15, 16, 2407, Hostnames - 1 })
            {
                await http.ExpectAsync(new Exchange("/") { Host = HostName(index), Backend = index / HostnamesPerRoute % 2 == 0 ? B1 : B2 });
            }

            await http.ExpectAsync(Exchange.NotFound("/") with { Host = HostName(Hostnames) });
        }
        finally
        {
            await Objects.DeleteAsync(Many, BaseManifests.Infra);
        }
    }

    [Fact]
    public async Task RouteOfTheMostRulesAndMatches_Serves()
    {
        try
        {
            await Objects.ApplyAsync(Widest, BaseManifests.Infra);
            var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync(SharedGateway, "HTTPRoute", resolved: true, "widest"));
            await http.ExpectAsync([.. new[] { (0, 0), (0, 7), (7, 3), (15, 7) }.Select(item =>
                new Exchange($"/{item.Item1}/{item.Item2}") { Host = "widest.example.org", Backend = item.Item1 % 2 == 0 ? B1 : B2, Headers = new() { ["x-rule"] = $"r{item.Item1}" } })]);
            await http.ExpectAsync(Exchange.NotFound("/15/7") with { Host = "widest.example.org" }, Exchange.NotFound("/16/0") with { Host = "widest.example.org", Headers = new() { ["x-rule"] = "r16" } });
        }
        finally
        {
            await Objects.DeleteAsync(Widest, BaseManifests.Infra);
        }
    }

    [Fact]
    public async Task ExpressionThatWouldBacktrack_AnswersAtOnce_AndOneThatCannotBeLinearFailsItsRuleAlone()
    {
        try
        {
            await Objects.ApplyAsync(Hostile, BaseManifests.Infra);
            await Status.RouteConditionAsync("HTTPRoute", "hostile", SharedGateway, "Accepted", "True", "Accepted");
            await Status.RouteConditionAsync("HTTPRoute", "hostile", SharedGateway, "PartiallyInvalid", "True", "UnsupportedValue");
            var http = new HttpProbe(await Status.GatewayAddressAsync(SharedGateway));
            await http.ExpectForHostAsync("hostile.example.org", ("/aaab", B1), ("/cc", "404"));

            // Backtracking would take 2^6000 steps for each.
            var clock = Stopwatch.StartNew();
            await http.ExpectAsync(
                Exchange.NotFound("/" + new string('a', 6000)) with { Host = "hostile.example.org" },
                Exchange.NotFound("/header") with { Host = "hostile.example.org", Headers = new() { ["x-hostile"] = new string('x', 6000) } });
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"Took {clock.Elapsed}.");
        }
        finally
        {
            await Objects.DeleteAsync(Hostile, BaseManifests.Infra);
        }
    }

    [Fact]
    public async Task TwoRoutesWithTheSameMatch_TheOlderServes_AndTheOtherFollowsIt()
    {
        try
        {
            await Objects.ApplyAsync(Claim("first"), BaseManifests.Infra);

            // Creation times are in seconds; only then are names looked at, by which the first would win as well.
            var created = DateTimeOffset.Parse((string)(await Objects.GetAsync("HTTPRoute", "first"))["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture);
            await Eventually.HoldsAsync("The next second", TimeSpan.FromSeconds(5), () => Task.FromResult(DateTimeOffset.UtcNow < created.AddSeconds(1) ? "still the same" : null));
            await Objects.ApplyAsync(Claim("another"), BaseManifests.Infra);
            var http = new HttpProbe(await Status.GatewayAndRoutesAcceptedAsync(SharedGateway, "HTTPRoute", resolved: true, "first", "another"));
            await http.ExpectForHostAsync("claimed.example.org", ("/claimed", B1));
            await Objects.DeleteAsync(Claim("first"), BaseManifests.Infra);
            await http.ExpectForHostAsync("claimed.example.org", ("/claimed", B2));
        }
        finally
        {
            await Objects.DeleteAsync(Objects(Claim("first"), Claim("another")), BaseManifests.Infra);
        }
    }

    private static string HostName(int index) => string.Create(CultureInfo.InvariantCulture, $"h{index}.many.example.org");
}
