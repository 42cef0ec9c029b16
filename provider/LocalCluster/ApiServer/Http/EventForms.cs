using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Resources;
using Sluice.LocalCluster.ApiServer.Schemas;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Events are one set of objects with two spellings: core/v1 and events.k8s.io/v1.</summary>
internal static class EventForms
{
    private static readonly (string Core, string Events)[] Renamed =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public static ObjectForms Forms { get; } = new(ToEventsGroup, ToCore);

    private static readonly Schema Modern = KubernetesTypes.Instance.Get("events.v1.Event");

    public static JsonObject ToEventsGroup(JsonObject core)
    {
        var shown = Rename(core, static pair => (pair.Core, pair.Events));
        shown["apiVersion"] = "events.k8s.io/v1";
        ObjectDecoder.Decode(shown, Modern, "Event");
        return shown;
    }

    public static JsonObject ToCore(JsonObject events)
    {
        var stored = Rename(events, static pair => (pair.Events, pair.Core));
        stored["apiVersion"] = "v1";
        return stored;
    }

    private static JsonObject Rename(JsonObject source, Func<(string Core, string Events), (string From, string To)> direction)
    {
        var names = Renamed.Select(direction).ToDictionary(p => p.From, p => p.To, StringComparer.Ordinal);
        var result = new JsonObject();
        foreach (var (name, value) in source)
        {
            result[names.GetValueOrDefault(name, name)] = value?.DeepClone();
        }

        return result;
    }
}
