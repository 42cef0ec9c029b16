using System.Globalization;
using k8s.Models;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Controllers;

/// <summary>
/// When what made the endpoints of a Service change happened: the oldest news since the last time, from the Service's creation and the
/// readiness of its pods. Published with the endpoints, so that somebody can measure how long they took. One writer.
/// </summary>
internal sealed class TriggerTimes
{
    private const string Annotation = "endpoints.kubernetes.io/last-change-trigger-time";

    private readonly Dictionary<ObjectKey, Dictionary<string, DateTime>> _known = [];

    public void Forget(ObjectKey service) => _known.Remove(service);

    /// <summary>The oldest time that is new since the last call; null if there is none. Pods that have ended count too.</summary>
    public DateTime? Next(V1Service service, IEnumerable<V1Pod> pods)
    {
        // No pod has an empty name: it stands for the Service itself.
        var times = new Dictionary<string, DateTime> { [""] = service.Metadata.CreationTimestamp ?? DateTime.MinValue };
        foreach (V1Pod pod in pods.Where(p => LabelSelectors.Matches(service.Spec.Selector, p.Metadata.Labels)))
        {
            if (PodState.Condition(pod, "Ready")?.LastTransitionTime is { } time)
            {
                times[pod.Metadata.Name] = time;
            }
        }

        Dictionary<string, DateTime> before = _known.GetValueOrDefault(ObjectKey.Of(service)) ?? [];
        _known[ObjectKey.Of(service)] = times;
        return times.Where(t => t.Value > before.GetValueOrDefault(t.Key)).Select(t => (DateTime?)t.Value).Min();
    }

    /// <summary>The annotations of an Endpoints or EndpointSlice with the time in them, or without one.</summary>
    public static Dictionary<string, string>? Stamp(IDictionary<string, string>? annotations, DateTime? trigger)
    {
        var stamped = new Dictionary<string, string>(annotations ?? new Dictionary<string, string>());
        stamped.Remove(Annotation);
        if (trigger is { } time)
        {
            stamped[Annotation] = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }

        return stamped.Count == 0 ? null : stamped;
    }
}
