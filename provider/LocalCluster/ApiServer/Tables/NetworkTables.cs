using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Tables;

/// <summary>Tables of Services and what stands behind them.</summary>
internal static class NetworkTables
{
    private const int EndpointsShown = 3;

    public static IEnumerable<JsonNode?> Service(JsonObject tree, DateTimeOffset now)
    {
        var spec = tree["spec"];
        return
        [
            TablePrinters.NameOf(tree),
            spec.Text("type"),
            spec.Text("clusterIP") is { Length: > 0 } ip ? ip : "<none>",
            ExternalAddress(tree),
            Ports(spec.Array("ports")),
            TablePrinters.Age(tree, now),
            spec.Object("selector") is { Count: > 0 } selector ? string.Join(',', selector.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={JsonTree.ScalarText(p.Value)}")) : "<none>",
        ];
    }

    private static string ExternalAddress(JsonObject tree)
    {
        var spec = tree["spec"];
        var external = spec.Array("externalIPs").Strings().ToList();
        switch (spec.Text("type"))
        {
            case "ExternalName":
                return spec.Text("externalName") ?? "";
            case "LoadBalancer":
                var ingress = (tree.At("status", "loadBalancer", "ingress") as JsonArray).Objects().Select(i => i.Text("ip") ?? i.Text("hostname")).OfType<string>();
                var all = external.Concat(ingress).ToList();
                return all.Count > 0 ? string.Join(',', all) : "<pending>";
            default:
                return external.Count > 0 ? string.Join(',', external) : "<none>";
        }
    }

    private static string Ports(JsonArray? ports)
    {
        var texts = ports.Objects().Select(p => p.Integer("nodePort") is { } node and > 0
            ? $"{p.Integer("port")}:{node}/{p.Text("protocol")}"
            : $"{p.Integer("port")}/{p.Text("protocol")}").ToList();
        return texts.Count == 0 ? "<none>" : string.Join(',', texts);
    }

    public static IEnumerable<JsonNode?> EndpointSlice(JsonObject tree, DateTimeOffset now)
    {
        var ports = tree.Array("ports").Objects().Select(p => p.Integer("port") is { } port ? $"{port}" : "*").ToList();
        var addresses = tree.Array("endpoints").Objects().SelectMany(e => e.Array("addresses").Strings()).ToList();
        return
        [
            TablePrinters.NameOf(tree),
            tree.Text("addressType"),
            ports.Count == 0 ? "<unset>" : Shorten(ports),
            addresses.Count == 0 ? "<unset>" : Shorten(addresses),
            TablePrinters.Age(tree, now),
        ];
    }

    public static IEnumerable<JsonNode?> Endpoints(JsonObject tree, DateTimeOffset now)
    {
        var addresses = new List<string>();
        foreach (var subset in tree.Array("subsets").Objects())
        {
            var ports = subset.Array("ports").Objects().Select(p => p.Integer("port")).ToList();
            var ips = subset.Array("addresses").Objects().Select(a => a.Text("ip") ?? "").ToList();
            addresses.AddRange(ports.Count == 0 ? ips : ports.SelectMany(p => ips.Select(ip => $"{ip}:{p}")));
        }

        return [TablePrinters.NameOf(tree), addresses.Count == 0 ? "<none>" : Shorten(addresses), TablePrinters.Age(tree, now)];
    }

    public static IEnumerable<JsonNode?> Ingress(JsonObject tree, DateTimeOffset now)
    {
        var hosts = (tree.At("spec", "rules") as JsonArray).Objects().Select(r => r.Text("host") ?? "*").ToList();
        return
        [
            TablePrinters.NameOf(tree),
            tree.At("spec").Text("ingressClassName") ?? "<none>",
            hosts.Count == 0 ? "*" : Shorten(hosts),
            string.Join(',', (tree.At("status", "loadBalancer", "ingress") as JsonArray).Objects().Select(i => i.Text("ip") ?? i.Text("hostname"))),
            tree.At("spec", "tls") is JsonArray { Count: > 0 } ? "80, 443" : "80",
            TablePrinters.Age(tree, now),
        ];
    }

    private static string Shorten(List<string> items) =>
        items.Count <= EndpointsShown ? string.Join(',', items) : $"{string.Join(',', items.Take(EndpointsShown))} + {items.Count - EndpointsShown} more...";
}
