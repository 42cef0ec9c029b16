using System.Text.Json.Nodes;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>
/// Turns the status of an object as it stands and our plan for it into the status to be written. Works on JSON, so that one merge
/// serves every kind and fields that this release does not know survive.
/// </summary>
internal static class StatusMerge
{
    // Limits of the API.
    private const int MaxParents = 32;
    private const int MaxAncestors = 16;

    public static JsonObject GatewayClass(JsonObject? current, PlannedGatewayClass plan, DateTimeOffset now)
    {
        var status = Copy(current);
        status["conditions"] = ConditionMerge.Merge(Array(current, "conditions"), plan.Conditions.ToList(), ControlConditions.OfClasses, plan.Generation, now);
        status["supportedFeatures"] = new JsonArray([.. plan.SupportedFeatures.Select(name => (JsonNode)new JsonObject { ["name"] = name })]);
        return status;
    }

    public static JsonObject Mesh(JsonObject? current, PlannedMesh plan, DateTimeOffset now)
    {
        var status = Copy(current);
        status["conditions"] = ConditionMerge.Merge(Array(current, "conditions"), [plan.Accepted], PlannedMesh.OwnedConditions, plan.Generation, now);
        SetOrRemove(status, "supportedFeatures", new JsonArray([.. plan.SupportedFeatures.Select(name => (JsonNode)new JsonObject { ["name"] = name })]));
        return status;
    }

    public static JsonObject Gateway(JsonObject? current, PlannedGateway plan, DateTimeOffset now)
    {
        var status = Copy(current);
        status["conditions"] = ConditionMerge.Merge(Array(current, "conditions"), plan.Conditions.ToList(), PlannedGateway.OwnedConditions, plan.Generation, now);
        status["listeners"] = Listeners(Array(current, "listeners"), plan.Listeners, plan.Generation, now);
        SetOrRemove(status, "addresses", new JsonArray([.. plan.Addresses.Select(address =>
            (JsonNode)new JsonObject { ["type"] = address.Type, ["value"] = address.Value })]));
        status["attachedListenerSets"] = plan.AttachedListenerSets;
        return status;
    }

    public static JsonObject ListenerSet(JsonObject? current, PlannedListenerSet plan, DateTimeOffset now)
    {
        var status = Copy(current);
        status["conditions"] = ConditionMerge.Merge(Array(current, "conditions"), plan.Conditions.ToList(), PlannedListenerSet.OwnedConditions, plan.Generation, now);
        status["listeners"] = Listeners(Array(current, "listeners"), plan.Listeners, plan.Generation, now);
        return status;
    }

    /// <param name="current">The status as it stands.</param>
    /// <param name="plan">Null where no parent of the route is ours: entries of ours go.</param>
    /// <param name="controller">Our name.</param>
    /// <param name="now">Time of transitions.</param>
    public static JsonObject Route(JsonObject? current, PlannedRoute? plan, string controller, DateTimeOffset now)
    {
        var entries = (plan?.Parents.ToList() ?? []).ConvertAll(parent => new PlannedEntry(parent.Parent, parent.Conditions.ToList(), PlannedParent.OwnedConditions));
        var status = Copy(current);
        status["parents"] = Entries(new EntryList("parentRef", MaxParents, controller, plan?.Generation ?? 0, now), Array(current, "parents"), entries);
        return status;
    }

    public static JsonObject Policy(JsonObject? current, PlannedPolicy? plan, string controller, DateTimeOffset now)
    {
        var entries = (plan?.Ancestors.ToList() ?? []).ConvertAll(ancestor => new PlannedEntry(ancestor.Ancestor, ancestor.Conditions.ToList(), PlannedAncestor.OwnedConditions));
        var status = Copy(current);
        status["ancestors"] = Entries(new EntryList("ancestorRef", MaxAncestors, controller, plan?.Generation ?? 0, now), Array(current, "ancestors"), entries);
        return status;
    }

    private static JsonArray Listeners(JsonArray? current, IEnumerable<PlannedListener> planned, long generation, DateTimeOffset now)
    {
        var known = (current ?? []).OfType<JsonObject>().ToLookup(listener => listener["name"]?.GetValue<string>() ?? "");
        return new JsonArray([.. planned.Select(listener => (JsonNode)new JsonObject
        {
            ["name"] = listener.Name,
            ["attachedRoutes"] = listener.AttachedRoutes,
            ["supportedKinds"] = new JsonArray([.. listener.SupportedKinds.Select(kind => (JsonNode)new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind })]),
            ["conditions"] = ConditionMerge.Merge(
                Array(known[listener.Name].FirstOrDefault(), "conditions"), listener.Conditions.ToList(), PlannedListener.OwnedConditions, generation, now),
        })]);
    }

    /// <summary>Entries of other controllers keep their places; two controllers that moved each other's entries would never come to rest.</summary>
    private static JsonArray Entries(EntryList list, JsonArray? current, List<PlannedEntry> planned)
    {
        var merged = new JsonArray();
        var left = new List<PlannedEntry>(planned);
        foreach (var item in (current ?? []).OfType<JsonObject>())
        {
            if (item["controllerName"]?.GetValue<string>() != list.Controller)
            {
                merged.Add((JsonNode)item.DeepClone());
            }
            else if (left.FirstOrDefault(entry => Names(item[list.RefField] as JsonObject, entry.Target)) is { } match)
            {
                left.Remove(match);
                merged.Add((JsonNode)Entry(list, match, Array(item, "conditions")));
            }
        }

        foreach (var entry in left.Take(Math.Max(0, list.Limit - merged.Count)))
        {
            merged.Add((JsonNode)Entry(list, entry, null));
        }

        return merged;
    }

    private static JsonObject Entry(EntryList list, PlannedEntry entry, JsonArray? conditions)
    {
        var target = new JsonObject
        {
            ["group"] = entry.Target.Group,
            ["kind"] = entry.Target.Kind,
            ["namespace"] = entry.Target.Namespace,
            ["name"] = entry.Target.Name,
        };
        if (entry.Target.SectionName is { } section)
        {
            target["sectionName"] = section;
        }

        if (entry.Target.Port is { } port)
        {
            target["port"] = port;
        }

        return new JsonObject
        {
            [list.RefField] = target,
            ["controllerName"] = list.Controller,
            ["conditions"] = ConditionMerge.Merge(conditions, entry.Conditions, entry.OwnedConditions, list.Generation, list.Now),
        };
    }

    private static bool Names(JsonObject? reference, ParentKey target) =>
        reference is not null
        && Text(reference, "group") == target.Group
        && Text(reference, "kind") == target.Kind
        && Text(reference, "namespace") == target.Namespace
        && Text(reference, "name") == target.Name
        && Text(reference, "sectionName") == (target.SectionName ?? "")
        && reference["port"]?.GetValue<int>() == target.Port;

    private static string Text(JsonObject item, string name) => item[name]?.GetValue<string>() ?? "";

    private static JsonArray? Array(JsonObject? item, string name) => item?[name] as JsonArray;

    private static JsonObject Copy(JsonObject? status) => status is null ? [] : (JsonObject)status.DeepClone();

    private static void SetOrRemove(JsonObject status, string name, JsonArray value)
    {
        if (value.Count > 0)
        {
            status[name] = value;
        }
        else
        {
            status.Remove(name);
        }
    }

    private sealed record PlannedEntry(ParentKey Target, List<PlannedCondition> Conditions, IReadOnlyCollection<string> OwnedConditions);

    private sealed record EntryList(string RefField, int Limit, string Controller, long Generation, DateTimeOffset Now);
}
