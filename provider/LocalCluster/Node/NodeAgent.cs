using System.Collections.Concurrent;
using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Hosting;
using Sluice.LocalCluster.Node.Pods;

namespace Sluice.LocalCluster.Node;

/// <summary>Runs the pods that are bound to this node as local processes.</summary>
internal sealed partial class NodeAgent
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LogTick = TimeSpan.FromMilliseconds(250);

    private readonly NodeServices _node;
    private readonly PodAddresses _addresses;
    private readonly ResolverFiles _resolver;
    private readonly ConcurrentDictionary<string, PodWorker> _pods = new();
    private readonly ConcurrentDictionary<string, Task> _running = new();
    private volatile bool _stopping;

    public NodeAgent(NodeServices node, ClusterAddresses block, ResolverFiles resolver)
    {
        _node = node;
        _addresses = new PodAddresses(block.Pods);
        _resolver = resolver;
    }

    public IEnumerable<PodWorker> Pods => _pods.Values;

    public PodWorker? Find(string ns, string name) =>
        _pods.Values.FirstOrDefault(p => p.Pod.Metadata.Name == name && p.Pod.Metadata.NamespaceProperty == ns && !PodState.IsFinished(p.Pod))
        ?? _pods.Values.FirstOrDefault(p => p.Pod.Metadata.Name == name && p.Pod.Metadata.NamespaceProperty == ns);

    public PodWorker? FindByAddress(IPAddress address) => _pods.Values.FirstOrDefault(p => p.Address.Equals(address));

    public async Task RunAsync(CancellationToken cancel)
    {
        await _node.Caches.Synced.WaitAsync(cancel).ConfigureAwait(false);
        HashSet<string> known = [.. _node.Caches.Pods.All.Where(p => p.Spec.NodeName == _node.NodeName).Select(p => p.Metadata.Uid)];
        await Task.Run(() => Leftovers.EndUnknown(_node.Folders, _node.Groups, known), cancel).ConfigureAwait(false);
        ReserveAddresses();
        _node.Caches.ConfigMaps.OnChange(change => Notice(Kinds.ConfigMaps, change.Current.Metadata));
        _node.Caches.Secrets.OnChange(change => Notice(Kinds.Secrets, change.Current.Metadata));
        _node.Caches.Pods.OnChange(Notice);
        using var timer = new PeriodicTimer(LogTick, _node.Time);
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
        {
            TickLogs();
        }
    }

    /// <summary>Ends all processes and leaves the objects as they are: the pods come back with the cluster.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        await Task.WhenAll(_pods.Values.Select(p => p.AbandonAsync(StopGrace))).ConfigureAwait(false);
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _node.Groups.RemoveOthers(new HashSet<string>());
    }

    private void ReserveAddresses()
    {
        // Addresses of pods that are taken over must not be handed to a new pod that happens to come first.
        foreach (V1Pod pod in _node.Caches.Pods.All.Where(p => p.Spec.NodeName == _node.NodeName))
        {
            if (!_pods.ContainsKey(pod.Metadata.Uid) && PodRecord.Read(_node.Folders.PodRecord(pod.Metadata.Uid)) is not null)
            {
                Start(pod);
            }
        }
    }

    private void Notice(ResourceChange<V1Pod> change)
    {
        if (change.New is { } pod)
        {
            if (pod.Spec.NodeName != _node.NodeName || _stopping)
            {
                return;
            }

            if (_pods.TryGetValue(pod.Metadata.Uid, out PodWorker? worker))
            {
                worker.Update(pod);
            }
            else
            {
                Start(pod);
            }
        }
        else if (_pods.TryGetValue(change.Old!.Metadata.Uid, out PodWorker? worker))
        {
            worker.Gone();
        }
    }

    private void Start(V1Pod pod)
    {
        var worker = new PodWorker(_node, _addresses, pod, _resolver);
        if (_pods.TryAdd(pod.Metadata.Uid, worker))
        {
            _running[pod.Metadata.Uid] = Task.Run(() => RunAsync(worker));
        }
    }

    private async Task RunAsync(PodWorker worker)
    {
        string uid = worker.Pod.Metadata.Uid;
        try
        {
            await worker.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One pod that fails for an unforeseen reason must not take the others with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.WorkerFailed(_node.Logger, e, ObjectKey.Of(worker.Pod));
        }
        finally
        {
            _pods.TryRemove(uid, out _);
            _running.TryRemove(uid, out _);
            worker.Dispose();
        }
    }

    private void Notice(ApiResource kind, V1ObjectMeta metadata)
    {
        foreach (PodWorker worker in _pods.Values.Where(p => p.Pod.Metadata.NamespaceProperty == metadata.NamespaceProperty))
        {
            worker.ConfigurationChanged(kind, metadata.Name);
        }
    }

    private void TickLogs()
    {
        DateTime now = _node.Now;
        foreach (ContainerWorker container in _pods.Values.SelectMany(p => p.Containers))
        {
            try
            {
                if (container.Log(previous: false) is { } log)
                {
                    log.Tick(now);
                }
            }
            catch (IOException)
            {
                // The pod's folder is just going away.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4220, LogLevel.Error, "Pod {Pod} cannot be run")]
        public static partial void WorkerFailed(ILogger logger, Exception exception, ObjectKey pod);
    }
}
