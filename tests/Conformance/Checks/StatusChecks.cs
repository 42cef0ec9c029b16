using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Conformance.Tests.Suite;

namespace Sluice.Conformance.Tests.Checks;

/// <summary>What a listener's status must be; null members are not compared.</summary>
internal sealed record ExpectedListener(string Name, string[] Kinds, int AttachedRoutes, params (string Type, string Status, string? Reason)[] Conditions);

/// <summary>The official suite's waits for status. A condition list is fresh when every observedGeneration is the object's generation.</summary>
internal sealed class StatusChecks(ApiObjects objects)
{
    public const string ControllerName = "sluice.dev/gateway-controller";
    private const string GatewayGroup = "gateway.networking.k8s.io";
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ThreeMinutes = TimeSpan.FromSeconds(180);

    /// <summary>The Gateway has an address, its routes are accepted, its listeners ready; gives <c>address:port</c> of the first listener.</summary>
    public async Task<string> GatewayAndRoutesAcceptedAsync(string gateway, string routeKind, bool resolved, params string[] routes)
    {
        var address = await GatewayAddressAsync(gateway);
        foreach (var route in routes)
        {
            var (ns, name) = Split(route);
            await RouteParentAsync(routeKind, ns, name, "Gateway", gateway, ("Accepted", "True", "Accepted"));
            if (resolved)
            {
                await RouteParentAsync(routeKind, ns, name, "Gateway", gateway, ("ResolvedRefs", "True", "ResolvedRefs"));
            }
        }

        await AllListenersReadyAsync("Gateway", gateway, BaseManifests.Infra);
        return address;
    }

    /// <summary><c>address:port</c> of a listener (default the first in spec) once a fresh status has an address.</summary>
    public async Task<string> GatewayAddressAsync(string gateway, string? listener = null, string ns = BaseManifests.Infra)
    {
        var result = "";
        await Eventually.HoldsAsync($"An address of Gateway {ns}/{gateway}", ThreeMinutes, async () =>
        {
            var item = await objects.GetAsync("Gateway", gateway, ns);
            if (Stale(item, item["status"]?["conditions"]) is { } stale)
            {
                return stale;
            }

            var listeners = (JsonArray)item["spec"]!["listeners"]!;
            var chosen = listener is null ? listeners[0] : listeners.First(other => (string?)other!["name"] == listener);
            var address = ((JsonArray?)item["status"]?["addresses"])?.FirstOrDefault(other => other?["type"] is not null);
            result = $"{address?["value"]}:{chosen!["port"]}";
            return address is null ? "no address in status" : null;
        });
        return result;
    }

    public async Task AllListenersReadyAsync(string kind, string name, string ns) =>
        await Eventually.HoldsAsync($"All listeners of {kind} {ns}/{name} ready", Minute, async () =>
        {
            var item = await objects.GetAsync(kind, name, ns);
            var listeners = (JsonArray?)item["status"]?["listeners"] ?? [];
            return Stale(item, item["status"]?["conditions"]) is { } stale ? stale
                : listeners.Count == 0 ? "no listeners in status"
                : listeners.SelectMany(listener => new[] { "ResolvedRefs", "Accepted", "Programmed" }
                    .Select(type => Mismatch(listener!["conditions"], type, "True", null) is { } problem ? $"listener {listener["name"]}: {problem}" : null))
                    .FirstOrDefault(problem => problem is not null);
        });

    /// <summary>The Gateway's status has exactly these listeners.</summary>
    public Task GatewayListenersAsync(string gateway, params ExpectedListener[] expected) => ListenersAsync("Gateway", gateway, BaseManifests.Infra, expected);

    public async Task ListenersAsync(string kind, string name, string ns, params ExpectedListener[] expected) =>
        await Eventually.HoldsAsync($"Listeners of {kind} {ns}/{name}", Minute, async () =>
        {
            var item = await objects.GetAsync(kind, name, ns);
            var actual = (JsonArray?)item["status"]?["listeners"] ?? [];
            if (Stale(item, item["status"]?["conditions"]) is { } stale)
            {
                return stale;
            }

            if (actual.Count != expected.Length)
            {
                return $"{actual.Count} listeners, expected {expected.Length}";
            }

            return expected.Select(listener => Mismatch(item, actual, listener)).FirstOrDefault(problem => problem is not null);
        });

    /// <summary>Some of a Gateway's or ListenerSet's listeners have these conditions, whatever the others.</summary>
    public async Task ListenerConditionsAsync(string kind, string name, string ns, string listener, params (string Type, string Status, string? Reason)[] conditions) =>
        await Eventually.HoldsAsync($"Conditions of {kind} {ns}/{name} listener {listener}", Minute, async () =>
        {
            var item = await objects.GetAsync(kind, name, ns);
            var found = ((JsonArray?)item["status"]?["listeners"])?.FirstOrDefault(other => (string?)other!["name"] == listener);
            return Stale(item, item["status"]?["conditions"]) is { } stale ? stale
                : found is null ? "no such listener in status"
                : conditions.Select(condition => Mismatch(found["conditions"], condition.Type, condition.Status, condition.Reason)).FirstOrDefault(problem => problem is not null);
        });

    /// <summary>A condition of an object's own status (Gateway, GatewayClass, ListenerSet). A stale Gateway condition fails at once, as in the official helper.</summary>
    public async Task ConditionAsync(string kind, string name, string? ns, string type, string status, string? reason) =>
        await Eventually.HoldsAsync($"{kind} {ns}/{name} {type}={status} {reason}", ThreeMinutes, async () =>
        {
            var item = await objects.GetAsync(kind, name, ns);
            var stale = Stale(item, item["status"]?["conditions"]);
            Assert.True(stale is null || kind != "Gateway", $"Gateway {ns}/{name}: {stale}");
            return stale ?? Mismatch(item["status"]?["conditions"], type, status, reason);
        });

    /// <summary>Every condition carries the current generation.</summary>
    public async Task FreshAsync(string kind, string name, string? ns = BaseManifests.Infra) =>
        await Eventually.HoldsAsync($"{kind} {ns}/{name} fresh", Minute, async () =>
        {
            var item = await objects.GetAsync(kind, name, ns);
            var lists = new[] { item["status"]?["conditions"] }
                .Concat(((JsonArray?)item["status"]?["parents"] ?? []).Select(parent => parent!["conditions"]))
                .Concat(((JsonArray?)item["status"]?["ancestors"] ?? []).Select(ancestor => ancestor!["conditions"]));
            return lists.Select(list => Stale(item, list)).FirstOrDefault(stale => stale is not null);
        });

    /// <summary>A route's entry for a parent has a condition; the entry repeats the parentRef of the spec, group and kind in full.</summary>
    public async Task RouteParentAsync(string routeKind, string ns, string route, string parentKind, string parent, (string Type, string Status, string? Reason) condition, string parentNamespace = BaseManifests.Infra) =>
        await Eventually.HoldsAsync($"{routeKind} {ns}/{route} on {parentKind} {parent}: {condition.Type}={condition.Status} {condition.Reason}", Minute, async () =>
        {
            var item = await objects.GetAsync(routeKind, route, ns);
            var parents = (JsonArray?)item["status"]?["parents"] ?? [];
            if (parents.Select(entry => Stale(item, entry!["conditions"])).FirstOrDefault(stale => stale is not null) is { } stale)
            {
                return stale;
            }

            if (parents.FirstOrDefault(entry => !((JsonArray)item["spec"]!["parentRefs"]!).Any(reference => Same(reference!, entry!["parentRef"], ns))) is { } stranger)
            {
                return $"an entry for {stranger["parentRef"]?.ToJsonString()}, which is not in spec.parentRefs";
            }

            var entries = parents.Where(entry => (string?)entry!["controllerName"] == ControllerName
                && (string?)entry["parentRef"]?["group"] == GatewayGroup
                && (string?)entry["parentRef"]?["kind"] == parentKind
                && (string?)entry["parentRef"]?["name"] == parent
                && ((string?)entry["parentRef"]?["namespace"] ?? ns) == parentNamespace).ToList();
            return entries.Count == 0
                ? $"no entry for the parent among {parents.Count}"
                : entries.Select(entry => Mismatch(entry!["conditions"], condition.Type, condition.Status, condition.Reason)).FirstOrDefault(problem => problem is not null);
        });

    public Task RouteConditionAsync(string routeKind, string route, string gateway, string type, string status, string? reason, string ns = BaseManifests.Infra) =>
        RouteParentAsync(routeKind, ns, route, "Gateway", gateway, (type, status, reason));

    /// <summary>The policy's entry for a Gateway has a condition.</summary>
    public async Task PolicyConditionAsync(string policy, string gateway, string type, string status, string? reason) =>
        await Eventually.HoldsAsync($"BackendTLSPolicy {policy} on {gateway}: {type}={status} {reason}", Minute, async () =>
        {
            var item = await objects.GetAsync("BackendTLSPolicy", policy);
            var ancestors = (JsonArray?)item["status"]?["ancestors"] ?? [];
            var entry = ancestors.FirstOrDefault(ancestor => (string?)ancestor!["controllerName"] == ControllerName
                && (string?)ancestor["ancestorRef"]?["kind"] == "Gateway"
                && (string?)ancestor["ancestorRef"]?["name"] == gateway
                && (string?)ancestor["ancestorRef"]?["namespace"] == BaseManifests.Infra);
            return ancestors.Select(ancestor => Stale(item, ancestor!["conditions"])).FirstOrDefault(stale => stale is not null)
                ?? (entry is null ? "no entry for the Gateway" : Mismatch(entry["conditions"], type, status, reason));
        });

    /// <summary>No parent accepted the route: one entry that says so, or none for a second, since an entry may still be to come.</summary>
    public async Task NoAcceptedParentsAsync(string routeKind, string route, string ns = BaseManifests.Infra)
    {
        var empty = 0;
        await Eventually.HoldsAsync($"{routeKind} {ns}/{route} without accepted parents", Minute, async () =>
        {
            var item = await objects.GetAsync(routeKind, route, ns);
            var parents = (JsonArray?)item["status"]?["parents"] ?? [];
            empty = parents.Count == 0 ? empty + 1 : 0;
            return parents is [var only] ? Stale(item, only!["conditions"]) ?? Mismatch(only["conditions"], "Accepted", "False", null)
                : empty > TimeSpan.FromSeconds(1) / Eventually.PollInterval ? null
                : $"{parents.Count} entries";
        });
    }

    /// <summary>No route is attached to the Gateway.</summary>
    public async Task ZeroRoutesAsync(string gateway) =>
        await Eventually.HoldsAsync($"Gateway {gateway} without routes", Minute, async () =>
        {
            var item = await objects.GetAsync("Gateway", gateway);
            var listeners = (JsonArray?)item["status"]?["listeners"] ?? [];
            return Stale(item, item["status"]?["conditions"]) is { } stale ? stale
                : listeners is [var only] && (int)only!["attachedRoutes"]! == 0 ? null
                : string.Join(", ", listeners.Select(listener => $"{listener!["name"]} has {listener["attachedRoutes"]}"));
        });

    public async Task AttachedListenerSetsAsync(string gateway, int count) =>
        await Eventually.HoldsAsync($"attachedListenerSets {count} of Gateway {gateway}", Minute, async () =>
        {
            var item = await objects.GetAsync("Gateway", gateway);
            var actual = (int?)item["status"]?["attachedListenerSets"] ?? 0;
            return Stale(item, item["status"]?["conditions"]) ?? (actual == count ? null : actual.ToString(CultureInfo.InvariantCulture));
        });

    /// <summary>Every Gateway of the namespace that does not opt out is accepted and programmed, every pod ready.</summary>
    public async Task NamespaceReadyAsync(string ns = BaseManifests.Infra) =>
        await Eventually.HoldsAsync($"Namespace {ns} ready", TimeSpan.FromSeconds(300), async () =>
        {
            foreach (var gateway in await objects.ListAsync("Gateway", ns))
            {
                if ((string?)gateway["metadata"]?["annotations"]?["gateway-api/skip-this-for-readiness"] == "true")
                {
                    continue;
                }

                var conditions = gateway["status"]?["conditions"];
                var problem = Stale(gateway, conditions) ?? Mismatch(conditions, "Accepted", "True", null) ?? Mismatch(conditions, "Programmed", "True", null);
                if (problem is not null)
                {
                    return $"Gateway {gateway["metadata"]!["name"]}: {problem}";
                }
            }

            var pods = await objects.ListAsync("Pod", ns);
            return pods.Count == 0
                ? "no pods"
                : pods.Where(pod => pod["metadata"]!["deletionTimestamp"] is null && (string?)pod["status"]?["phase"] != "Succeeded")
                    .Select(pod => Mismatch(pod["status"]?["conditions"], "Ready", "True", null) is { } problem ? $"Pod {pod["metadata"]!["name"]}: {problem}" : null)
                    .FirstOrDefault(problem => problem is not null);
        });

    /// <summary>The generation of an object, to see that a change moved it.</summary>
    public async Task<long> GenerationAsync(string kind, string name, string? ns = BaseManifests.Infra) =>
        (long)(await objects.GetAsync(kind, name, ns))["metadata"]!["generation"]!;

    private static (string Namespace, string Name) Split(string route) =>
        route.Split('/') is [var ns, var name] ? (ns, name) : (BaseManifests.Infra, route);

    // The status may write out the namespace where the spec means the route's own.
    private static bool Same(JsonNode specified, JsonNode? told, string ns)
    {
        var full = (JsonObject)specified.DeepClone();
        full.TryAdd("namespace", ns);
        return JsonNode.DeepEquals(specified, told) || JsonNode.DeepEquals(full, told);
    }

    private static string? Mismatch(JsonObject item, JsonArray actual, ExpectedListener expected)
    {
        if (actual.FirstOrDefault(other => (string?)other!["name"] == expected.Name) is not { } listener)
        {
            return $"no listener {expected.Name}";
        }

        var kinds = ((JsonArray?)listener["supportedKinds"] ?? [])
            .Select(kind => ((string?)kind!["group"] ?? GatewayGroup) == GatewayGroup ? (string?)kind["kind"] : kind.ToJsonString()).ToList();
        if (expected.Kinds.Length == 0 ? kinds.Count > 0 : expected.Kinds.Except(kinds).Any())
        {
            return $"listener {expected.Name}: supportedKinds [{string.Join(", ", kinds)}], expected [{string.Join(", ", expected.Kinds)}]";
        }

        if ((int?)listener["attachedRoutes"] != expected.AttachedRoutes)
        {
            return $"listener {expected.Name}: attachedRoutes {listener["attachedRoutes"]}, expected {expected.AttachedRoutes}";
        }

        return Stale(item, listener["conditions"])
            ?? expected.Conditions.Select(condition => Mismatch(listener["conditions"], condition.Type, condition.Status, condition.Reason) is { } problem
                ? $"listener {expected.Name}: {problem}" : null).FirstOrDefault(problem => problem is not null);
    }

    private static string? Stale(JsonObject item, JsonNode? conditions)
    {
        var generation = (long?)item["metadata"]?["generation"] ?? 0;
        return ((JsonArray?)conditions ?? [])
            .Where(condition => ((long?)condition!["observedGeneration"] ?? 0) != generation)
            .Select(condition => $"condition {condition!["type"]} is of generation {condition["observedGeneration"]}, the object's is {generation}")
            .FirstOrDefault();
    }

    private static string? Mismatch(JsonNode? conditions, string type, string status, string? reason)
    {
        var condition = ((JsonArray?)conditions)?.FirstOrDefault(other => (string?)other!["type"] == type);
        return condition is null ? $"no condition {type}"
            : (string?)condition["status"] == status && (reason is null || (string?)condition["reason"] == reason) ? null
            : $"{type} is {condition["status"]}/{condition["reason"]} ({condition["message"]}), expected {status}/{reason ?? "any"}";
    }
}
