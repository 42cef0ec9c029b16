using System.Collections.Immutable;
using Sluice.GatewayApi;

namespace Sluice.Control.Provisioning;

/// <summary>What <c>spec.addresses</c> of a Gateway asks for.</summary>
internal static class RequestedAddresses
{
    public const string IPAddress = "IPAddress";
    public const string Hostname = "Hostname";

    /// <summary>The IP addresses asked for by value.</summary>
    public static ImmutableArray<string> Of(Gateway gateway) => Values(gateway, IPAddress);

    /// <summary>
    /// The Services that a Gateway is reached by, and the address that each is asked to have. A load balancer takes one address per
    /// Service, so every further one has a Service of its own.
    /// </summary>
    public static ImmutableArray<(string Service, string? Address)> Services(Gateway gateway, string resourceName, string serviceType) => Of(gateway) switch
    {
        [var first, .. var more] when serviceType == "LoadBalancer" => [(resourceName, first), .. more.Select(address => (ResourceNames.ForAddress(resourceName, address), (string?)address))],
        _ => [(resourceName, null)],
    };

    /// <summary>Host names: the Service behind them is run by the Gateway's owner.</summary>
    public static ImmutableArray<string> Hostnames(Gateway gateway) => Values(gateway, Hostname);

    private static ImmutableArray<string> Values(Gateway gateway, string type) =>
        [.. (gateway.Spec?.Addresses ?? [])
            .Where(address => (address.Type ?? IPAddress) == type && !string.IsNullOrEmpty(address.Value))
            .Select(address => address.Value!)
            .Distinct()];
}
