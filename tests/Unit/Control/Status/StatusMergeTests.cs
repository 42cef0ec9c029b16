using System.Text.Json.Nodes;
using Sluice.Control.Status;
using Sluice.Translation;

namespace Sluice.Control.Tests.Status;

public sealed class StatusMergeTests
{
    private const string Controller = "sluice.dev/gateway-controller";
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void Route_EntriesOfOthers_KeepTheirPlacesAndOursAreReplaced()
    {
        var current = Parse("""
            {"parents":[
              {"parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","namespace":"infra","name":"gone"},"controllerName":"sluice.dev/gateway-controller","conditions":[]},
              {"parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","namespace":"infra","name":"gw"},"controllerName":"sluice.dev/gateway-controller",
               "conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"","observedGeneration":1,"lastTransitionTime":"2025-01-01T00:00:00Z"},
                             {"type":"example.com/Own","status":"True","reason":"Own","message":"","lastTransitionTime":"2025-01-01T00:00:00Z"}]},
              {"parentRef":{"name":"theirs"},"controllerName":"example.com/other","conditions":[{"type":"Accepted","status":"False","reason":"X","message":"","lastTransitionTime":"2025-01-01T00:00:00Z"}]}
            ]}
            """);
        var plan = new PlannedRoute
        {
            Generation = 2,
            Uid = "u",
            Parents = [Parent("gw", null, new PlannedCondition("Accepted", "True", "Accepted", "ok"), new PlannedCondition("ResolvedRefs", "False", "BackendNotFound", "no")), Parent("second", "https")],
        };

        AssertJson("""
            {"parents":[
              {"parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","namespace":"infra","name":"gw"},"controllerName":"sluice.dev/gateway-controller",
               "conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"ok","observedGeneration":2,"lastTransitionTime":"2025-01-01T00:00:00Z"},
                             {"type":"example.com/Own","status":"True","reason":"Own","message":"","lastTransitionTime":"2025-01-01T00:00:00Z"},
                             {"type":"ResolvedRefs","status":"False","reason":"BackendNotFound","message":"no","observedGeneration":2,"lastTransitionTime":"2026-02-03T04:05:06Z"}]},
              {"parentRef":{"name":"theirs"},"controllerName":"example.com/other","conditions":[{"type":"Accepted","status":"False","reason":"X","message":"","lastTransitionTime":"2025-01-01T00:00:00Z"}]},
              {"parentRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","namespace":"infra","name":"second","sectionName":"https"},"controllerName":"sluice.dev/gateway-controller","conditions":[]}
            ]}
            """, StatusMerge.Route(current, plan, Controller, Now));
    }

    [Fact]
    public void Route_WithoutAPlan_LosesOnlyOurEntries()
    {
        var current = Parse("""
            {"parents":[{"parentRef":{"name":"a"},"controllerName":"sluice.dev/gateway-controller","conditions":[]},{"parentRef":{"name":"b"},"controllerName":"x/y","conditions":[]}]}
            """);
        AssertJson("""{"parents":[{"parentRef":{"name":"b"},"controllerName":"x/y","conditions":[]}]}""", StatusMerge.Route(current, null, Controller, Now));
    }

    [Fact]
    public void Route_ManyParentsOfOthers_StaysWithinTheLimit()
    {
        var others = string.Join(",", Enumerable.Range(0, 31).Select(i => $$$"""{"parentRef":{"name":"o{{{i}}}"},"controllerName":"x/y","conditions":[]}"""));
        var plan = new PlannedRoute { Generation = 1, Uid = "u", Parents = [Parent("one", null), Parent("two", null)] };

        var parents = StatusMerge.Route(Parse($$"""{"parents":[{{others}}]}"""), plan, Controller, Now)["parents"]!.AsArray();
        Assert.Equal(32, parents.Count);
        Assert.Equal("one", parents[31]!["parentRef"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public void Gateway_Defaults_AreReplacedAndRemovedListenersGo()
    {
        var current = Parse("""
            {"conditions":[
              {"type":"Accepted","status":"Unknown","reason":"Pending","message":"Waiting for controller","lastTransitionTime":"1970-01-01T00:00:00Z"},
              {"type":"InsecureFrontendValidationMode","status":"True","reason":"ConfigurationChanged","message":"","lastTransitionTime":"2025-01-01T00:00:00Z"}],
             "addresses":[{"type":"IPAddress","value":"192.0.2.1"}],
             "listeners":[{"name":"old","attachedRoutes":1,"supportedKinds":[],"conditions":[]}]}
            """);
        var plan = new PlannedGateway
        {
            Generation = 3,
            Uid = "u",
            Conditions = [new PlannedCondition("Accepted", "True", "Accepted", "")],
            Listeners =
            [
                new PlannedListener
                {
                    Name = "http",
                    AttachedRoutes = 2,
                    SupportedKinds = [new PlannedRouteKind("gateway.networking.k8s.io", "HTTPRoute")],
                    Conditions = [new PlannedCondition("Accepted", "True", "Accepted", "")],
                },
            ],
            Addresses = [],
            AttachedListenerSets = 0,
        };

        AssertJson("""
            {"conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"","observedGeneration":3,"lastTransitionTime":"2026-02-03T04:05:06Z"}],
             "listeners":[{"name":"http","attachedRoutes":2,"supportedKinds":[{"group":"gateway.networking.k8s.io","kind":"HTTPRoute"}],
               "conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"","observedGeneration":3,"lastTransitionTime":"2026-02-03T04:05:06Z"}]}],
             "attachedListenerSets":0}
            """, StatusMerge.Gateway(current, plan, Now));
    }

    [Fact]
    public void Merge_OfWhatIsThereAlready_ChangesNothing()
    {
        var plan = new PlannedRoute { Generation = 2, Uid = "u", Parents = [Parent("gw", null, new PlannedCondition("Accepted", "True", "Accepted", "ok"))] };
        var once = StatusMerge.Route(null, plan, Controller, Now);
        Assert.True(JsonNode.DeepEquals(once, StatusMerge.Route(once, plan, Controller, Now.AddDays(1))));
    }

    private static PlannedParent Parent(string name, string? section, params PlannedCondition[] conditions) => new()
    {
        Parent = new ParentKey { Group = "gateway.networking.k8s.io", Kind = "Gateway", Namespace = "infra", Name = name, SectionName = section },
        Conditions = [.. conditions],
    };

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual.ToJsonString());
}
