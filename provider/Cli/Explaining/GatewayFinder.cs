using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Engine;
using Sluice.Engine.Kubernetes;

namespace Sluice.Cli.Explaining;

/// <summary>A gateway that a URL may mean.</summary>
/// <param name="Name"><c>namespace/name</c>.</param>
/// <param name="Addresses">Where it listens.</param>
/// <param name="Listeners">Its own listeners and those of its listener sets.</param>
internal sealed record FoundGateway(string Name, ImmutableArray<string> Addresses, ImmutableArray<FoundListener> Listeners)
{
    public override string ToString() => $"{Name} at {(Addresses.IsEmpty ? "no address yet" : string.Join(", ", Addresses))}: {string.Join(", ", Listeners)}";
}

/// <summary>A listener: its port, and the hostname it is for, if any.</summary>
internal sealed record FoundListener(int Port, string Hostname)
{
    /// <summary>Whether a client that asks for this name at this port may mean the listener.</summary>
    public bool Serves(int port, string host) => Port == port
        && (Hostname.Length == 0
            || string.Equals(Hostname, host, StringComparison.OrdinalIgnoreCase)
            || (Hostname.StartsWith("*.", StringComparison.Ordinal) && host.Length > Hostname.Length - 1 && host.EndsWith(Hostname[1..], StringComparison.OrdinalIgnoreCase)));

    public override string ToString() => Hostname.Length == 0 ? Port.ToString(CultureInfo.InvariantCulture) : $"{Port} for {Hostname}";
}

/// <summary>Finds the gateway that a URL addresses, as a client would: by address, or by the names the listeners are for.</summary>
internal static class GatewayFinder
{
    private const string ControllerName = "sluice.dev/gateway-controller";
    private const string Group = "/apis/gateway.networking.k8s.io/v1";

    /// <summary>Sluice's gateways in a cluster.</summary>
    public static async Task<ImmutableArray<FoundGateway>> AllAsync(KubeApi api, CancellationToken cancellation)
    {
        var classes = await ItemsAsync(api, "gatewayclasses", cancellation);
        var ours = classes.Where(static c => (string?)c["spec"]?["controllerName"] == ControllerName).Select(static c => (string?)c["metadata"]?["name"]).ToHashSet();
        var gateways = await ItemsAsync(api, "gateways", cancellation);
        var sets = await ItemsAsync(api, "listenersets", cancellation);
        return [.. gateways.Where(g => ours.Contains((string?)g["spec"]?["gatewayClassName"])).Select(g => Read(g, sets)).OrderBy(static g => g.Name, StringComparer.Ordinal)];
    }

    /// <summary>Those that a client of the URL reaches.</summary>
    /// <exception cref="EngineException">There is none; the message lists what there is.</exception>
    public static ImmutableArray<FoundGateway> Meant(Uri url, ImmutableArray<FoundGateway> all)
    {
        ImmutableArray<FoundGateway> found = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? [.. all.Where(g => g.Addresses.Contains(url.Host.Trim('[', ']'), StringComparer.OrdinalIgnoreCase))]
            : [.. all.Where(g => g.Addresses.Contains(url.Host, StringComparer.OrdinalIgnoreCase) || g.Listeners.Any(l => l.Serves(url.Port, url.Host)))];
        if (!found.IsEmpty)
        {
            return found;
        }

        var list = all.IsEmpty ? " There are no gateways of Sluice's in this cluster." : $" The gateways are:\n{string.Join('\n', all.Select(static g => $"  {g}"))}\nName one with --gateway NAMESPACE/NAME to see what it would do.";
        throw new EngineException($"No gateway takes {url.GetLeftPart(UriPartial.Authority)}: none has this address, and none has a listener on port {url.Port} for this host.{list}");
    }

    private static FoundGateway Read(JsonObject gateway, IEnumerable<JsonObject> sets)
    {
        var (ns, name) = ((string?)gateway["metadata"]?["namespace"], (string?)gateway["metadata"]?["name"]);
        var attached = sets.Where(s => (string?)s["spec"]?["parentRef"]?["name"] == name && ((string?)s["spec"]?["parentRef"]?["namespace"] ?? (string?)s["metadata"]?["namespace"]) == ns);
        return new FoundGateway(
            $"{ns}/{name}",
            [.. (gateway["status"]?["addresses"] as JsonArray ?? []).Select(static a => (string?)a?["value"]).OfType<string>()],
            [.. attached.Prepend(gateway).SelectMany(static o => o["spec"]?["listeners"] as JsonArray ?? []).Select(static l => new FoundListener((int?)l?["port"] ?? 0, (string?)l?["hostname"] ?? "")).Distinct()]);
    }

    /// <summary>Nothing where the cluster does not have the kind.</summary>
    private static async Task<List<JsonObject>> ItemsAsync(KubeApi api, string plural, CancellationToken cancellation) =>
        [.. ((await api.FindAsync($"{Group}/{plural}", cancellation))?["items"] as JsonArray ?? []).OfType<JsonObject>()];
}
