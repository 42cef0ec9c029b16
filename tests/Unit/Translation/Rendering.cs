using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.GatewayApi.Yaml;
using Sluice.Routing.Model;

namespace Sluice.Translation.Tests;

/// <summary>A result as YAML: keys sorted, secrets redacted, conditions on one line each.</summary>
internal static class Rendering
{
    public static string Render(TranslationResult result)
    {
        var tree = new JsonObject
        {
            ["snapshots"] = Map(result.Snapshots, snapshot => JsonSerializer.SerializeToNode(snapshot, RoutingJson.Redacted.RoutingSnapshot)),
            ["status"] = new JsonObject
            {
                ["gatewayClasses"] = Map(result.Status.GatewayClasses, plan => new JsonObject { ["conditions"] = Conditions(plan.Conditions) }),
                ["gateways"] = Map(result.Status.Gateways, plan => new JsonObject
                {
                    ["addresses"] = new JsonArray([.. plan.Addresses.Items.Select(address => (JsonNode)$"{address.Type} {address.Value}")]),
                    ["attachedListenerSets"] = plan.AttachedListenerSets,
                    ["conditions"] = Conditions(plan.Conditions),
                    ["listeners"] = Listeners(plan.Listeners),
                }),
                ["listenerSets"] = Map(result.Status.ListenerSets, plan => new JsonObject { ["conditions"] = Conditions(plan.Conditions), ["listeners"] = Listeners(plan.Listeners) }),
                ["routes"] = Map(result.Status.Routes, plan => new JsonArray([.. plan.Parents.Items.Select(parent => (JsonNode)new JsonObject { ["parent"] = Parent(parent.Parent), ["conditions"] = Conditions(parent.Conditions) })])),
                ["backendTlsPolicies"] = Map(result.Status.BackendTlsPolicies, plan => new JsonArray([.. plan.Ancestors.Items.Select(ancestor => (JsonNode)new JsonObject { ["ancestor"] = Parent(ancestor.Ancestor), ["conditions"] = Conditions(ancestor.Conditions) })])),
            },
            ["clientNamespaces"] = new JsonArray([.. result.Provisioning.ClientNamespaces.Items.Select(name => (JsonNode)name)]),
            ["provisioning"] = Map(result.Provisioning.Gateways, plan => (JsonNode)$"{plan.ClassName}: {string.Join(", ", plan.Ports.Items.Select(port => $"{port.Port}/{port.Protocol}"))}"),
        };
        return Manifests.Write(WithoutEmpty(Sorted(tree)));
    }

    private static JsonObject Map<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> items, Func<TValue, JsonNode?> render) =>
        new(items.Select(pair => KeyValuePair.Create(pair.Key!.ToString()!, render(pair.Value))).OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static JsonArray Conditions(EquatableArray<PlannedCondition> conditions) =>
        new([.. conditions.Items.Select(condition => (JsonNode)$"{condition.Type}={condition.Status} {condition.Reason}. {condition.Message}")]);

    private static JsonObject Listeners(EquatableArray<PlannedListener> listeners) =>
        new(listeners.Items.Select(listener => KeyValuePair.Create(listener.Name, (JsonNode?)new JsonObject
        {
            ["attachedRoutes"] = listener.AttachedRoutes,
            ["supportedKinds"] = string.Join(", ", listener.SupportedKinds.Items.Select(kind => kind.Kind)),
            ["conditions"] = Conditions(listener.Conditions),
        })));

    private static string Parent(ParentKey parent) => $"{parent.Kind} {parent.Namespace}/{parent.Name}{(parent.SectionName is { } section ? $", {section}" : "")}{(parent.Port is { } port ? $", port {port}" : "")}";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static JsonNode? WithoutEmpty(JsonNode? node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.Select(pair => KeyValuePair.Create(pair.Key, WithoutEmpty(pair.Value))).Where(pair => pair.Value is not (JsonObject { Count: 0 } or JsonArray { Count: 0 }))),
        JsonArray array => new JsonArray([.. array.Select(WithoutEmpty)]),
        _ => node?.DeepClone(),
    };
}
