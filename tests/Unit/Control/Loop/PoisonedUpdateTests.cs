using System.Text;
using System.Text.Json.Nodes;
using Sluice.Control.Cache;
using Sluice.TestKit;
using Sluice.Translation;

namespace Sluice.Control.Tests.Loop;

/// <summary>A translation that has a bug, in a whole control plane.</summary>
public sealed class PoisonedUpdateTests
{
    [Fact]
    public async Task Object_ThatTranslationChokesOn_LeavesTheLastGoodPublished_AndMetricAndConditionSaySo()
    {
        await using var control = await ControlUnderTest.StartAsync((view, memo) => view.HttpRoutes.Keys.Any(key => key.Name == "poison")
            ? throw new InvalidOperationException("No such rule.")
            : Translator.Translate(view, TranslationOptions.Default, memo));
        await control.CreateAsync(WatchedKinds.Gateways.Resource, """
            {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"web"},
             "spec":{"gatewayClassName":"sluice","listeners":[{"name":"http","port":80,"protocol":"HTTP"}]} }
            """);
        await RouteAsync(control, "good");
        await PublishedAsync(control, "good");
        await StaleAsync(control, null);

        // What is declared after the poison waits behind it, but nothing that served is lost.
        var poison = await RouteAsync(control, "poison");
        await RouteAsync(control, "later");
        await StaleAsync(
            control,
            "True TranslationFailed Changes are not taken over, proxies go on with the last good configuration: InvalidOperationException: No such rule. Undo the last change and report this as a bug.");
        Assert.Equal("InvalidOperationException: No such rule.", control.Plane.TranslationFailure);
        Assert.Equal(["good"], Routes(control));
        Assert.DoesNotContain(control.Publisher.Log, entry => entry.StartsWith("withdraw", StringComparison.Ordinal));
        var metrics = new StringBuilder();
        control.Plane.Metrics.Write(metrics);
        Assert.Matches(@"(?m)^sluice_control_translation_failures_total [1-9]", metrics.ToString());

        await control.Api.DeleteAsync(WatchedKinds.HttpRoutes.Resource, new ObjectKey("demo", "poison"), (string)poison["metadata"]!["uid"]!, CancellationToken.None);
        await PublishedAsync(control, "good", "later");
        await StaleAsync(control, null);
        Assert.Null(control.Plane.TranslationFailure);
    }

    private static Task<JsonObject> RouteAsync(ControlUnderTest control, string name) => control.CreateAsync(WatchedKinds.HttpRoutes.Resource, $$"""
        {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"{{name}}"},"spec":{"parentRefs":[{"name":"web"}],"hostnames":["{{name}}.example.com"]} }
        """);

    private static IEnumerable<string> Routes(ControlUnderTest control) => control.Publisher.Published.TryGetValue("demo/web", out var snapshot)
        ? snapshot.HttpRoutes.Keys.Select(name => name[(name.LastIndexOf('/') + 1)..]).Order()
        : [];

    private static Task PublishedAsync(ControlUnderTest control, params string[] routes) => Eventually.HoldsAsync($"{string.Join(", ", routes)} published", TimeSpan.FromSeconds(60), () =>
        Task.FromResult(Routes(control).SequenceEqual(routes) ? null : $"published are {string.Join(", ", Routes(control))}"));

    /// <summary>Until the class, which is Accepted, says this about translation; null: nothing.</summary>
    private static Task<JsonObject?> StaleAsync(ControlUnderTest control, string? wanted) => control.UntilAsync(WatchedKinds.GatewayClasses.Resource, "sluice", item =>
        ControlUnderTest.Condition(item, "Accepted")?.StartsWith("True", StringComparison.Ordinal) == true && ControlUnderTest.Condition(item, "sluice.dev/ConfigurationStale") == wanted);
}
