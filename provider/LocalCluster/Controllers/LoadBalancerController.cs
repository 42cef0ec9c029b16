using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;

namespace Sluice.LocalCluster.Controllers;

/// <summary>Gives each Service of type LoadBalancer an address of the cluster's block, and takes it back.</summary>
internal sealed class LoadBalancerController : Controller
{
    private readonly ClusterAddresses _block;

    public LoadBalancerController(ControllerContext context, ClusterAddresses block)
        : base(context)
    {
        _block = block;
        Caches.Services.OnChange(change =>
        {
            Queue.Add(ObjectKey.Of(change.Current));
            if (change.Old is { Spec.Type: "LoadBalancer" } old && AddressOf(old) is { } freed && (change.New is null || AddressOf(change.New) != freed))
            {
                // The address that became free may be the one another Service waits for, as its first or in place of the one it has.
                foreach (V1Service waiting in Caches.Services.All.Where(s => s.Spec.Type == "LoadBalancer" && (AddressOf(s) is null || s.Spec.LoadBalancerIP == freed)))
                {
                    Queue.Add(ObjectKey.Of(waiting));
                }
            }
        });
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (Caches.Services.Find(key) is not { } service || service.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        string? current = AddressOf(service);
        if (service.Spec.Type != "LoadBalancer" || !string.IsNullOrEmpty(service.Spec.LoadBalancerClass))
        {
            if (current is not null && service.Spec.Type != "LoadBalancer")
            {
                await WriteAsync(key, null, cancel).ConfigureAwait(false);
            }

            return;
        }

        string? wanted = service.Spec.LoadBalancerIP;
        if (!string.IsNullOrEmpty(wanted))
        {
            if (wanted == current)
            {
                return;
            }

            if (Refusal(service, wanted) is { } refusal)
            {
                Context.Events.Warning(new EventSubject(service, Kinds.Services), "SyncLoadBalancerFailed", $"Error syncing load balancer: {refusal}");
                return;
            }

            await AssignAsync(service, wanted, cancel).ConfigureAwait(false);
            return;
        }

        if (current is null)
        {
            if (Free() is { } free)
            {
                await AssignAsync(service, free, cancel).ConfigureAwait(false);
            }
            else
            {
                Context.Events.Warning(
                    new EventSubject(service, Kinds.Services), "SyncLoadBalancerFailed", $"Error syncing load balancer: all addresses of {_block.LoadBalancers} are taken.");
            }
        }
    }

    private static string? AddressOf(V1Service service) => service.Status?.LoadBalancer?.Ingress?.FirstOrDefault()?.Ip;

    private string? Refusal(V1Service service, string wanted)
    {
        if (!IPAddress.TryParse(wanted, out IPAddress? address) || !_block.LoadBalancers.Contains(address))
        {
            return $"spec.loadBalancerIP is \"{wanted}\", but this cluster hands out addresses of {_block.LoadBalancers} only. Choose one of them or remove the field.";
        }

        V1Service? holder = Caches.Services.All.FirstOrDefault(s => s.Metadata.Uid != service.Metadata.Uid && s.Spec.Type == "LoadBalancer" && AddressOf(s) == wanted);
        return holder is null ? null : $"spec.loadBalancerIP \"{wanted}\" is in use by Service {ObjectKey.Of(holder)}.";
    }

    private string? Free()
    {
        HashSet<string> taken = [.. Caches.Services.All.Select(AddressOf).OfType<string>()];
        taken.UnionWith(Caches.Services.All.Select(s => s.Spec.LoadBalancerIP).OfType<string>());
        return _block.LoadBalancers.Hosts().Select(a => a.ToString()).FirstOrDefault(a => !taken.Contains(a));
    }

    private async Task AssignAsync(V1Service service, string address, CancellationToken cancel)
    {
        await WriteAsync(ObjectKey.Of(service), new JsonArray(new JsonObject { ["ip"] = address, ["ipMode"] = "VIP" }), cancel).ConfigureAwait(false);
        Context.Events.Normal(new EventSubject(service, Kinds.Services), "EnsuredLoadBalancer", "Ensured load balancer");
    }

    private async Task WriteAsync(ObjectKey key, JsonArray? ingress, CancellationToken cancel)
    {
        var patch = new JsonObject { ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject { ["ingress"] = ingress } } };
        Caches.Services.Observe(await Client.PatchAsync<V1Service>(key, patch, cancel, "status").ConfigureAwait(false));
    }
}
