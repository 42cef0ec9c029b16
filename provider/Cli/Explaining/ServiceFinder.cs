using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Engine.Kubernetes;

namespace Sluice.Cli.Explaining;

/// <summary>A Service that a URL may mean.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Addresses">Its cluster IPs; empty for a headless one.</param>
/// <param name="Gateway">The gateway whose proxies are behind it; null for a Service of somebody else.</param>
internal sealed record FoundService(string Namespace, string Name, ImmutableArray<string> Addresses, string? Gateway)
{
    public override string ToString() => $"{Namespace}/{Name}";
}

/// <summary>Finds the Service that a URL addresses, as a client in the cluster would: by cluster IP, or by its name in cluster DNS.</summary>
internal static class ServiceFinder
{
    private const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";

    public static async Task<ImmutableArray<FoundService>> AllAsync(KubeApi api, CancellationToken cancellation) =>
        [.. ((await api.GetAsync("/api/v1/services", cancellation)).Object["items"] as JsonArray ?? []).OfType<JsonObject>().Select(Read)];

    /// <param name="url">As the client has it.</param>
    /// <param name="fromNamespace">The namespace in which a name without one is looked for; null if the client is not known.</param>
    /// <param name="all">The Services of the cluster.</param>
    /// <returns>Null if the URL addresses no Service.</returns>
    public static FoundService? Meant(Uri url, string? fromNamespace, ImmutableArray<FoundService> all)
    {
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return all.FirstOrDefault(service => service.Addresses.Contains(url.Host.Trim('[', ']'), StringComparer.OrdinalIgnoreCase));
        }

        // name, name.namespace, name.namespace.svc and whatever the cluster's domain is behind that.
        return url.Host.TrimEnd('.').Split('.') switch
        {
            [var name] when fromNamespace is not null => Find(name, fromNamespace, all),
            [var name, var ns] => Find(name, ns, all),
            [var name, var ns, "svc", ..] => Find(name, ns, all),
            _ => null,
        };
    }

    private static FoundService? Find(string name, string ns, ImmutableArray<FoundService> all) => all.FirstOrDefault(service => service.Name == name && service.Namespace == ns);

    private static FoundService Read(JsonObject service)
    {
        var (ns, name) = ((string)service["metadata"]!["namespace"]!, (string)service["metadata"]!["name"]!);
        var addresses = service["spec"]?["clusterIPs"] as JsonArray ?? [service["spec"]?["clusterIP"]?.DeepClone()];
        return new FoundService(
            ns,
            name,
            [.. addresses.Select(static address => (string?)address).OfType<string>().Where(static address => address.Length > 0 && address != "None")],
            (string?)service["metadata"]?["labels"]?[GatewayNameLabel] is { } gateway ? $"{ns}/{gateway}" : null);
    }
}
