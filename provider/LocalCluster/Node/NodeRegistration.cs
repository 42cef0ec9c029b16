using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;

namespace Sluice.LocalCluster.Node;

/// <summary>Keeps the Node object and the Lease that shows the node to be alive.</summary>
internal sealed partial class NodeRegistration(ApiClient client, ClusterCaches caches, NodeIdentity identity, TimeProvider time, ILogger logger)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeaseSeconds = 40;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMinutes(5);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken cancel)
    {
        await caches.Synced.WaitAsync(cancel).ConfigureAwait(false);
        DateTime nextStatus = DateTime.MinValue;
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan wait = Heartbeat;
            try
            {
                if (Now >= nextStatus || caches.Nodes.Find("", identity.Name) is null)
                {
                    await RegisterAsync(cancel).ConfigureAwait(false);
                    nextStatus = Now + StatusInterval;
                }

                await RenewAsync(cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
            {
                Log.NotRegistered(logger, identity.Name, e.Message);
                wait = TimeSpan.FromMilliseconds(500);
            }

            await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        }
    }

    private async Task RegisterAsync(CancellationToken cancel)
    {
        var labels = new Dictionary<string, string>
        {
            ["kubernetes.io/hostname"] = identity.Name,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = Architecture,
            ["beta.kubernetes.io/os"] = "linux",
            ["beta.kubernetes.io/arch"] = Architecture,
            ["node-role.kubernetes.io/control-plane"] = "",
        };
        var key = new ObjectKey("", identity.Name);
        if (caches.Nodes.Find(key) is null)
        {
            try
            {
                var node = new V1Node { Metadata = new V1ObjectMeta { Name = identity.Name, Labels = labels }, Spec = new V1NodeSpec() };
                caches.Nodes.Observe(await client.CreateAsync(node, cancel).ConfigureAwait(false));
            }
            catch (ApiException e) when (e.IsAlreadyExists)
            {
                // It is the same machine as before.
            }
        }

        var patch = new JsonObject { ["status"] = JsonNode.Parse(KubernetesJson.Serialize(Status(caches.Nodes.Find(key)))) };
        caches.Nodes.Observe(await client.PatchAsync<V1Node>(key, patch, cancel, "status").ConfigureAwait(false));
    }

    private V1NodeStatus Status(V1Node? node)
    {
        string memory = string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki");
        var capacity = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            ["memory"] = new(memory),
            ["pods"] = new("1000"),
            ["ephemeral-storage"] = new("0"),
        };
        return new V1NodeStatus
        {
            Capacity = capacity,
            Allocatable = capacity,
            Addresses =
            [
                new V1NodeAddress { Type = "InternalIP", Address = identity.Address.ToString() },
                new V1NodeAddress { Type = "Hostname", Address = identity.Name },
            ],
            Conditions =
            [
                Condition(node, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                Condition(node, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                Condition(node, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                Condition(node, "Ready", "True", "KubeletReady", "kubelet is posting ready status"),
            ],
            NodeInfo = new V1NodeSystemInfo
            {
                Architecture = Architecture,
                BootID = ReadOr("/proc/sys/kernel/random/boot_id", ""),
                ContainerRuntimeVersion = "process://0.1.0",
                KernelVersion = ReadOr("/proc/sys/kernel/osrelease", ""),
                KubeProxyVersion = "",
                KubeletVersion = "v1.36.2",
                MachineID = ReadOr("/etc/machine-id", ""),
                OperatingSystem = "linux",
                OsImage = RuntimeInformation.OSDescription,
                SystemUUID = "",
            },
            DaemonEndpoints = new V1NodeDaemonEndpoints { KubeletEndpoint = new V1DaemonEndpoint { Port = 10250 } },
        };
    }

    private V1NodeCondition Condition(V1Node? node, string type, string status, string reason, string message)
    {
        V1NodeCondition? old = node?.Status?.Conditions?.FirstOrDefault(c => c.Type == type);
        return new V1NodeCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastHeartbeatTime = Now,
            LastTransitionTime = old?.Status == status ? old.LastTransitionTime : Now,
        };
    }

    private async Task RenewAsync(CancellationToken cancel)
    {
        var key = new ObjectKey(LeaseNamespace, identity.Name);
        V1Lease? lease = await client.FindAsync<V1Lease>(Kinds.Leases, key, cancel).ConfigureAwait(false);
        var spec = new V1LeaseSpec { HolderIdentity = identity.Name, LeaseDurationSeconds = LeaseSeconds, RenewTime = Now };
        if (lease is null)
        {
            V1Node? node = caches.Nodes.Find("", identity.Name);
            await client.CreateAsync(
                new V1Lease
                {
                    Metadata = new V1ObjectMeta
                    {
                        Name = identity.Name,
                        NamespaceProperty = LeaseNamespace,
                        OwnerReferences = node is null
                            ? null
                            : [new V1OwnerReference { ApiVersion = "v1", Kind = "Node", Name = identity.Name, Uid = node.Metadata.Uid }],
                    },
                    Spec = spec,
                },
                cancel).ConfigureAwait(false);
            return;
        }

        await client.ReplaceAsync(lease with { Spec = spec }, cancel).ConfigureAwait(false);
    }

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static string ReadOr(string path, string fallback)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return fallback;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4230, LogLevel.Debug, "Node {Node} could not be registered: {Reason}")]
        public static partial void NotRegistered(ILogger logger, string node, string reason);
    }
}

/// <summary>The node's name and address.</summary>
internal sealed record NodeIdentity(string Name, IPAddress Address);
