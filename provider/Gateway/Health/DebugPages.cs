using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Control;
using Sluice.Distribution.Server;
using Sluice.Routing.Model;

namespace Sluice.Gateway.Health;

/// <summary>The bodies of debug pages; private keys never appear in them.</summary>
internal static class DebugPages
{
    public static string Snapshot(RoutingSnapshot snapshot) => JsonSerializer.Serialize(snapshot, RoutingJson.Redacted.RoutingSnapshot) + "\n";

    public static string Kinds(ControlPlane control)
    {
        var kinds = new JsonArray();
        foreach (var kind in control.Kinds)
        {
            kinds.Add((JsonNode)new JsonObject { ["kind"] = kind.Kind, ["listed"] = kind.Listed, ["connected"] = kind.Connected, ["error"] = kind.Error });
        }

        return kinds.ToJsonString() + "\n";
    }

    public static string Proxies(ConfigPublisher publisher)
    {
        var proxies = new JsonArray();
        foreach (var proxy in publisher.Proxies().OrderBy(proxy => proxy.Gateway, StringComparer.Ordinal).ThenBy(proxy => proxy.Proxy, StringComparer.Ordinal))
        {
            proxies.Add((JsonNode)new JsonObject
            {
                ["gateway"] = proxy.Gateway,
                ["proxy"] = proxy.Proxy,
                ["build"] = proxy.Build,
                ["applied"] = proxy.Applied.ToString(),
                ["appliedHash"] = proxy.AppliedHash,
                ["published"] = publisher.Published(proxy.Gateway)?.Version.ToString(),
                ["behindSince"] = proxy.BehindSince?.ToString("O"),
                ["error"] = proxy.Error,
            });
        }

        return proxies.ToJsonString() + "\n";
    }

    /// <summary>Why a replica of control is not ready: the kinds that have not been listed.</summary>
    public static HealthPage Readiness(ControlPlane control)
    {
        if (control.IsReady)
        {
            return HealthPage.Ok;
        }

        var text = new StringBuilder("not ready\n");
        foreach (var kind in control.Kinds.Where(kind => !kind.Listed))
        {
            text.Append(kind.Kind).Append(": ").Append(kind.Error.Length > 0 ? kind.Error : "not listed yet").Append('\n');
        }

        if (control.ServingCertificate is null)
        {
            text.Append("The CA of the configuration stream is not there yet.\n");
        }

        return HealthPage.Text(503, text.ToString());
    }
}
