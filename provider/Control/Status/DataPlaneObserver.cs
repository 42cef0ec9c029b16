using System.Collections.Immutable;
using Sluice.Control.Cache;
using Sluice.Control.Provisioning;
using Sluice.GatewayApi;
using Sluice.GatewayApi.Core;
using Sluice.Translation;

namespace Sluice.Control.Status;

/// <summary>Everything that tells how far a Gateway's proxies are.</summary>
internal sealed record DataPlaneFacts
{
    public required Gateway Gateway { get; init; }

    /// <summary>Name of what is deployed for it; null for a manual deployment.</summary>
    public required string? ResourceName { get; init; }

    public required bool HasPorts { get; init; }

    /// <summary>It was Programmed before, in the generation it has now.</summary>
    public required bool WasProgrammed { get; init; }

    public required ImmutableArray<Follower> Followers { get; init; }

    /// <summary>Names of the proxies that its Service sends traffic to; not looked at for a manual deployment.</summary>
    public required IReadOnlySet<string> Serving { get; init; }

    /// <summary>Why provisioning stopped; null if it did not.</summary>
    public string? ProvisioningProblem { get; init; }
}

/// <summary>Concludes from Services, pods and acknowledgements what is told about a Gateway's data plane. Pure.</summary>
internal static class DataPlaneObserver
{
    public static GatewayDataPlane Observe(DataPlaneFacts facts, CachedCluster cluster, DateTimeOffset now)
    {
        var ns = facts.Gateway.Metadata?.Namespace ?? "";
        var (addresses, missing) = Addresses(facts, cluster);

        if (facts.ResourceName is not null && DeploymentSettings.Of(facts.Gateway).Problems is { IsEmpty: false } settings)
        {
            return new GatewayDataPlane { State = DataPlaneState.InvalidParameters, Detail = string.Join(" ", settings), Addresses = addresses };
        }

        if (facts.ProvisioningProblem is { } problem)
        {
            return new GatewayDataPlane { State = DataPlaneState.NoResources, Detail = problem, Addresses = addresses };
        }

        if (!missing.IsEmpty)
        {
            return new GatewayDataPlane
            {
                State = DataPlaneState.AddressNotUsable,
                Detail = $"Not assigned: {string.Join(", ", missing.Select(item => $"{item.Address} to Service {ns}/{item.Service}"))}.",
                Addresses = addresses,
            };
        }

        if (addresses.IsEmpty && facts.HasPorts)
        {
            return new GatewayDataPlane
            {
                State = DataPlaneState.AddressNotAssigned,
                Detail = facts.ResourceName is null
                    ? "The Gateway is deployed manually and names no address. Add one of type Hostname that names its Service."
                    : $"Service {ns}/{facts.ResourceName} has no address yet: a load balancer has to give it one. In a cluster without, set annotation {ControlDefaults.ServiceTypeAnnotation} to ClusterIP.",
            };
        }

        foreach (var name in Services(facts).Select(service => service.Service))
        {
            if (UnservedPorts(cluster.Services.GetValueOrDefault(new ObjectKey(ns, name))) is { Length: > 0 } unserved)
            {
                return new GatewayDataPlane
                {
                    State = DataPlaneState.AddressNotUsable,
                    Detail = $"The load balancer of Service {ns}/{name} does not serve {string.Join(", ", unserved)}. Choose another port or address, or free this one.",
                    Addresses = addresses,
                };
            }
        }

        return Acknowledgement(facts, now) with { Addresses = addresses };
    }

    /// <summary>When the state may change by the mere passing of time: the moment the last laggard stops counting.</summary>
    public static DateTimeOffset? NextDeadline(ImmutableArray<Follower> followers, DateTimeOffset now)
    {
        var deadlines = followers
            .Where(follower => follower.BehindSince is not null)
            .Select(follower => follower.BehindSince!.Value + ControlDefaults.MaxProxyLag)
            .Where(deadline => deadline > now)
            .ToList();
        return deadlines.Count > 0 ? deadlines.Min() : null;
    }

    private static GatewayDataPlane Acknowledgement(DataPlaneFacts facts, DateTimeOffset now)
    {
        var current = 0;
        var waiting = new List<string>();
        string? refusal = null;
        string? refusalBeforeReady = null;
        foreach (var follower in facts.Followers)
        {
            // Manual deployments may run anywhere; there, who follows is taken for ready.
            if (facts.ResourceName is not null && !facts.Serving.Contains(follower.Proxy))
            {
                // A proxy that refuses its first configuration never becomes ready; what it says is the reason why nobody serves.
                if (follower.Error.Length > 0)
                {
                    refusalBeforeReady ??= Refusal(follower);
                }

                continue;
            }

            if (follower.BehindSince is not { } since)
            {
                current++;
            }
            else if (follower.Error.Length > 0)
            {
                refusal ??= Refusal(follower);
            }
            else if (now - since <= ControlDefaults.MaxProxyLag)
            {
                waiting.Add(follower.Proxy);
            }
        }

        if (current + waiting.Count == 0)
        {
            refusal ??= refusalBeforeReady;
        }

        if (refusal is not null)
        {
            return new GatewayDataPlane { State = DataPlaneState.Refused, Detail = refusal };
        }

        // A route that changes must not make the Gateway blink: what it says itself has been serving all along.
        if (waiting.Count > 0 && !facts.WasProgrammed)
        {
            return new GatewayDataPlane { State = DataPlaneState.Pending, Detail = $"Waiting for {string.Join(", ", waiting.Order(StringComparer.Ordinal).Take(3))} to serve the newest configuration." };
        }

        return current + waiting.Count > 0
            ? new GatewayDataPlane { State = DataPlaneState.Programmed }
            : new GatewayDataPlane { State = DataPlaneState.Pending, Detail = "No proxy is ready and serves the newest configuration yet." };
    }

    private static string Refusal(Follower follower) => $"Proxy {follower.Proxy}: {follower.Error}";

    private static (ImmutableArray<DataPlaneAddress> Addresses, ImmutableArray<(string Service, string Address)> Missing) Addresses(DataPlaneFacts facts, CachedCluster cluster)
    {
        var hostnames = RequestedAddresses.Hostnames(facts.Gateway);
        if (facts.ResourceName is null)
        {
            var asked = RequestedAddresses.Of(facts.Gateway).Select(ip => new DataPlaneAddress(RequestedAddresses.IPAddress, ip));
            return ([.. hostnames.Select(name => new DataPlaneAddress(RequestedAddresses.Hostname, name)), .. asked], []);
        }

        // Only what was asked for is told, and only if it was given.
        var ns = facts.Gateway.Metadata?.Namespace ?? "";
        var used = ImmutableArray.CreateBuilder<DataPlaneAddress>();
        var missing = ImmutableArray.CreateBuilder<(string, string)>();
        var requested = RequestedAddresses.Of(facts.Gateway);
        foreach (var (name, address) in Services(facts))
        {
            var given = Given(cluster.Services.GetValueOrDefault(new ObjectKey(ns, name)));
            var wanted = address is null ? requested : [address];
            used.AddRange(wanted.IsEmpty ? given : given.Where(known => wanted.Contains(known.Value)));
            missing.AddRange(wanted.Where(one => given.All(known => known.Value != one)).Select(one => (name, one)));
        }

        return (used.ToImmutable(), missing.ToImmutable());
    }

    /// <summary>The ports a load balancer says it cannot serve, each with the reason it gives.</summary>
    private static ImmutableArray<string> UnservedPorts(Service? service) =>
    [
        .. from ingress in service?.Status?.LoadBalancer?.Ingress ?? []
           from port in ingress.Ports ?? []
           where port.Error is { Length: > 0 }
           select $"{ingress.Ip ?? ingress.Hostname}:{port.Port}/{port.Protocol} ({port.Error})",
    ];

    private static ImmutableArray<(string Service, string? Address)> Services(DataPlaneFacts facts) =>
        facts.ResourceName is { } name ? RequestedAddresses.Services(facts.Gateway, name, DeploymentSettings.Of(facts.Gateway).ServiceType) : [];

    private static ImmutableArray<DataPlaneAddress> Given(Service? service)
    {
        if (service?.Spec is not { } spec)
        {
            return [];
        }

        if (spec.Type is "ClusterIP" or "NodePort" or null)
        {
            return [.. (spec.ClusterIPs ?? (spec.ClusterIP is { } single ? [single] : []))
                .Where(address => address.Length > 0 && address != "None")
                .Select(address => new DataPlaneAddress(RequestedAddresses.IPAddress, address))];
        }

        return [.. (service.Status?.LoadBalancer?.Ingress ?? [])
            .Select(ingress => ingress.Ip is { Length: > 0 } ip
                ? new DataPlaneAddress(RequestedAddresses.IPAddress, ip)
                : new DataPlaneAddress(RequestedAddresses.Hostname, ingress.Hostname ?? ""))
            .Where(address => address.Value.Length > 0)];
    }
}
