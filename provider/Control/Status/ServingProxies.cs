using System.Collections.Frozen;
using System.Collections.Immutable;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>
/// Which proxies Services send traffic to, by their EndpointSlices: a pod's own readiness comes a moment before that, and a Gateway
/// that said Programmed in this moment would refuse its first clients.
/// </summary>
internal static class ServingProxies
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    private static readonly FrozenSet<string> None = FrozenSet<string>.Empty;

    /// <summary>
    /// Names of pods, by Service; only Services in <paramref name="wanted"/> are looked at. A pod counts from when its slice has all the
    /// ports that are wanted: a listener's port comes into the slices a moment after it came into the Service.
    /// </summary>
    public static Dictionary<ObjectKey, HashSet<string>> Of(
        ImmutableDictionary<ObjectKey, EndpointSlice> slices, IReadOnlyDictionary<ObjectKey, EquatableArray<PlannedPort>> wanted)
    {
        var serving = new Dictionary<ObjectKey, HashSet<string>>();
        foreach (var (key, slice) in slices)
        {
            if (slice.Metadata?.Labels is not { } labels || !labels.TryGetValue(ServiceNameLabel, out var name))
            {
                continue;
            }

            var service = new ObjectKey(key.Namespace, name);
            if (!wanted.TryGetValue(service, out var ports) || !ports.All(port => Has(slice, port)))
            {
                continue;
            }

            foreach (var endpoint in slice.Endpoints ?? [])
            {
                // Unknown readiness counts as ready, as the API defines it.
                if (endpoint is { TargetRef: { Kind: "Pod", Name: { } pod }, Conditions.Ready: not false })
                {
                    (serving.TryGetValue(service, out var pods) ? pods : serving[service] = new HashSet<string>(StringComparer.Ordinal)).Add(pod);
                }
            }
        }

        return serving;
    }

    // The Service's target ports are its ports.
    private static bool Has(EndpointSlice slice, PlannedPort wanted) =>
        slice.Ports?.Any(port => port.Port == wanted.Port && (port.Protocol ?? "TCP") == wanted.Protocol) == true;

    public static IReadOnlySet<string> For(Dictionary<ObjectKey, HashSet<string>> serving, ObjectKey service) =>
        serving.TryGetValue(service, out var pods) ? pods : None;
}
