using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sluice.LocalCluster.ApiServer.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Allocation;

/// <summary>Cluster IPs and node ports of Services.</summary>
internal sealed class ServiceAllocator(AddressBlock block)
{
    private const int FirstNodePort = 30000;
    private const int LastNodePort = 32767;

    private readonly AddressAllocator _addresses = new(block);
    private readonly HashSet<long> _ports = [];
    private readonly Lock _lock = new();

    /// <summary>The address of Service <c>default/kubernetes</c>: the first of the block.</summary>
    public IPAddress KubernetesAddress => block[1];

    /// <summary>Marks what a stored Service holds; used when state is loaded.</summary>
    public void Restore(JsonObject service)
    {
        foreach (var ip in Addresses(service))
        {
            _addresses.TryTake(ip);
        }

        lock (_lock)
        {
            _ports.UnionWith(NodePorts(service));
        }
    }

    /// <summary>Fills in what <paramref name="service"/> needs and returns what it no longer has compared with <paramref name="old"/>.</summary>
    public void Allocate(JsonObject service, JsonObject? old, bool dryRun, PortNeeds needs, FieldErrors errors)
    {
        var spec = service.Ensure("spec");
        AllocateAddress(spec, old, dryRun, errors);
        if (errors.Count > 0)
        {
            return;
        }

        var fresh = new List<long>();
        if (needs.NodePorts)
        {
            AllocatePorts(spec, old, dryRun, fresh, errors);
        }

        if (needs.HealthCheckPort && errors.Count == 0)
        {
            AllocateHealthCheckPort(spec, old, dryRun, fresh, errors);
        }

        if (errors.Count > 0)
        {
            Undo(service, old, fresh, dryRun);
        }
    }

    private void AllocateAddress(JsonObject spec, JsonObject? old, bool dryRun, FieldErrors errors)
    {
        if (spec.Text("type") == "ExternalName" || spec.Text("clusterIP") == "None")
        {
            return;
        }

        var wanted = spec.Text("clusterIP");
        if (string.IsNullOrEmpty(wanted))
        {
            var address = dryRun ? block[block.Count] : _addresses.Take();
            if (address is null)
            {
                throw ApiException.Internal($"failed to allocate a serviceIP: range {block} is full");
            }

            spec["clusterIP"] = address.ToString();
            spec["clusterIPs"] = new JsonArray(address.ToString());
            return;
        }

        if (old is not null && old.At("spec").Text("clusterIP") == wanted)
        {
            return;
        }

        if (!IPAddress.TryParse(wanted, out var given) || !block.Contains(given))
        {
            errors.Invalid("spec.clusterIPs", spec["clusterIPs"]?.DeepClone(), $"failed to allocate IP {wanted}: the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {block}");
        }
        else if (!dryRun && !_addresses.TryTake(given))
        {
            errors.Invalid("spec.clusterIPs", spec["clusterIPs"]?.DeepClone(), $"failed to allocate IP {wanted}: provided IP is already allocated");
        }
    }

    private void AllocatePorts(JsonObject spec, JsonObject? old, bool dryRun, List<long> fresh, FieldErrors errors)
    {
        var before = old is null ? [] : NodePorts(old).ToHashSet();
        var used = new Dictionary<long, string>();
        var index = -1;
        foreach (var port in spec.Array("ports").Objects())
        {
            index++;
            var wanted = port.Integer("nodePort") ?? 0;
            var protocol = port.Text("protocol") ?? "TCP";
            if (wanted == 0)
            {
                // TCP and UDP of the same port share a node port.
                var twin = spec.Array("ports").Objects().FirstOrDefault(p => p != port && p.Integer("port") == port.Integer("port") && p.Integer("nodePort") is > 0);
                var taken = twin?.Integer("nodePort") ?? TakePort(dryRun, fresh);
                port["nodePort"] = taken;
                used[taken] = protocol;
                continue;
            }

            if (before.Contains(wanted) || used.ContainsKey(wanted))
            {
                continue;
            }

            lock (_lock)
            {
                if (_ports.Contains(wanted))
                {
                    errors.Invalid($"spec.ports[{index}].nodePort", wanted, "provided port is already allocated");
                }
                else if (!dryRun && wanted is < FirstNodePort or > LastNodePort)
                {
                    errors.Invalid($"spec.ports[{index}].nodePort", wanted, $"provided port is not in the valid range. The range of valid ports is {FirstNodePort}-{LastNodePort}");
                }
                else if (!dryRun)
                {
                    _ports.Add(wanted);
                    fresh.Add(wanted);
                }
            }

            used[wanted] = protocol;
        }
    }

    private void AllocateHealthCheckPort(JsonObject spec, JsonObject? old, bool dryRun, List<long> fresh, FieldErrors errors)
    {
        var wanted = spec.Integer("healthCheckNodePort") ?? 0;
        if (wanted == 0)
        {
            spec["healthCheckNodePort"] = TakePort(dryRun, fresh);
            return;
        }

        if (old is not null && NodePorts(old).Contains(wanted))
        {
            return;
        }

        lock (_lock)
        {
            if (_ports.Contains(wanted))
            {
                errors.Invalid("spec.healthCheckNodePort", wanted, "provided port is already allocated");
            }
            else if (!dryRun)
            {
                _ports.Add(wanted);
                fresh.Add(wanted);
            }
        }
    }

    private long TakePort(bool dryRun, List<long> fresh)
    {
        lock (_lock)
        {
            var start = RandomNumberGenerator.GetInt32(LastNodePort - FirstNodePort + 1);
            for (var i = 0; i <= LastNodePort - FirstNodePort; i++)
            {
                long candidate = FirstNodePort + ((start + i) % (LastNodePort - FirstNodePort + 1));
                if (_ports.Contains(candidate))
                {
                    continue;
                }

                if (!dryRun)
                {
                    _ports.Add(candidate);
                    fresh.Add(candidate);
                }

                return candidate;
            }

            throw ApiException.Internal("failed to allocate a nodePort: range is full");
        }
    }

    private void Undo(JsonObject service, JsonObject? old, List<long> fresh, bool dryRun)
    {
        if (dryRun)
        {
            return;
        }

        lock (_lock)
        {
            _ports.ExceptWith(fresh);
        }

        if (old is null)
        {
            foreach (var ip in Addresses(service))
            {
                _addresses.Return(ip);
            }
        }
    }

    /// <summary>Returns what <paramref name="old"/> held and <paramref name="service"/> does not, after a successful update.</summary>
    public void ReleaseDifference(JsonObject old, JsonObject service)
    {
        foreach (var ip in Addresses(old).Except(Addresses(service)))
        {
            _addresses.Return(ip);
        }

        lock (_lock)
        {
            _ports.ExceptWith(NodePorts(old).Except(NodePorts(service)).ToList());
        }
    }

    public void Release(JsonObject service) => ReleaseDifference(service, []);

    private static IEnumerable<IPAddress> Addresses(JsonObject service) =>
        (service.At("spec", "clusterIPs") as JsonArray).Strings().Select(t => IPAddress.TryParse(t, out var ip) ? ip : null).OfType<IPAddress>();

    private static IEnumerable<long> NodePorts(JsonObject service) =>
        (service.At("spec", "ports") as JsonArray).Objects().Select(p => p.Integer("nodePort") ?? 0)
            .Append(service.At("spec").Integer("healthCheckNodePort") ?? 0).Where(p => p > 0);
}
