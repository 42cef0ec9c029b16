using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Processes;
using Sluice.LocalCluster.Node.Volumes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>
/// The life of one pod on the node: address, volumes, init containers, containers, status, and the orderly end.
/// </summary>
internal sealed partial class PodWorker : IDisposable
{
    private readonly NodeServices _node;
    private readonly PodAddresses _addresses;
    private readonly PodContext _context;
    private readonly PodVolumes _volumes;
    private readonly ConcurrentDictionary<string, ContainerWorker> _containers = new();
    private readonly Signal _statusDirty = new();
    private readonly Publication _published;
    private readonly Signal _volumesDirty = new();
    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly DateTime _startTime;
    private volatile bool _sandboxReady;
    private volatile bool _abandoned;
    private ulong? _group;

    public PodWorker(NodeServices node, PodAddresses addresses, V1Pod pod, ResolverFiles resolver)
    {
        _node = node;
        _addresses = addresses;
        string path = node.Folders.PodRecord(pod.Metadata.Uid);
        PodRecord? record = PodRecord.Read(path);
        IPAddress address = record is not null && IPAddress.TryParse(record.Address, out IPAddress? known) && addresses.TryReserve(known) ? known : addresses.Take();
        _startTime = record?.StartTime ?? node.Now;
        new PodRecord(pod.Metadata.NamespaceProperty, pod.Metadata.Name, pod.Metadata.Uid, address.ToString(), _startTime).Write(path);
        _volumes = new PodVolumes(node.Folders, node.Caches, new ServiceAccountTokens(node.Client, node.Time), node.Time);
        _published = new Publication(_statusDirty, node.Time);
        _context = new PodContext(pod, new PodIdentity(address, node.NodeAddress, node.NodeName), _volumes, _published);
        resolver.Write(pod, address);
    }

    public V1Pod Pod => _context.Pod;

    public IPAddress Address => _context.Identity.Address;

    /// <summary>The kernel's number of the pod's control group; null when it has none.</summary>
    public ulong? Group => _group ??= _containers.Values.Select(c => c.Process?.Identity.Pid).OfType<int>()
        .Select(pid => PodGroups.OfProcess(pid, Pod.Metadata.Uid)).FirstOrDefault(g => g is not null);

    public ContainerWorker? Container(string name) => _containers.GetValueOrDefault(name);

    public IEnumerable<ContainerWorker> Containers => _containers.Values;

    /// <summary>A newer state of the object.</summary>
    public void Update(V1Pod pod)
    {
        V1Pod before = _context.Pod;
        _context.Pod = pod;
        foreach (V1Container container in pod.Spec.Containers)
        {
            if (_containers.TryGetValue(container.Name, out ContainerWorker? worker) && worker.Container.Image != container.Image)
            {
                worker.Replace(container);
            }
        }

        if (pod.Metadata.DeletionTimestamp is not null)
        {
            _deleted.TrySetResult();
        }

        if (KubernetesJson.Serialize(before.Metadata.Labels ?? new Dictionary<string, string>()) != KubernetesJson.Serialize(pod.Metadata.Labels ?? new Dictionary<string, string>())
            || KubernetesJson.Serialize(before.Metadata.Annotations ?? new Dictionary<string, string>()) != KubernetesJson.Serialize(pod.Metadata.Annotations ?? new Dictionary<string, string>()))
        {
            _volumesDirty.Set();
        }

        _statusDirty.Set();
    }

    /// <summary>The object is gone from the server: whatever still runs ends at once.</summary>
    public void Gone()
    {
        _gone.TrySetResult();
        _deleted.TrySetResult();
    }

    /// <summary>A ConfigMap or Secret of the pod's namespace changed.</summary>
    public void ConfigurationChanged(ApiResource kind, string name)
    {
        if (PodVolumes.Uses(_context.Pod, kind, name))
        {
            _volumesDirty.Set();
        }

        foreach (ContainerWorker container in _containers.Values.Where(c => ContainerEnvironment.Uses(c.Container, kind, name)))
        {
            container.ConfigurationChanged();
        }
    }

    /// <summary>The cluster stops: end the processes, leave the object alone.</summary>
    public async Task AbandonAsync(TimeSpan grace)
    {
        _abandoned = true;
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has just come to its own end.
            return;
        }

        await Task.WhenAll(_containers.Values.Select(c => c.StopAsync(grace, $"Stopping container {c.Container.Name}"))).ConfigureAwait(false);
        _gone.TrySetResult();
        _deleted.TrySetResult();
    }

    public async Task RunAsync()
    {
        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(_node.Detached);
        Task reporter = GuardedAsync(_ => ReportAsync(reporting.Token));
        Task life = PodState.IsFinished(_context.Pod) ? Task.CompletedTask : GuardedAsync(LifeAsync);
        Task volumes = GuardedAsync(KeepVolumesAsync);
        if (_context.Pod.Metadata.DeletionTimestamp is not null)
        {
            _deleted.TrySetResult();
        }

        if (await Task.WhenAny(_deleted.Task, Task.Delay(Timeout.InfiniteTimeSpan, _node.Detached)).ConfigureAwait(false) != _deleted.Task)
        {
            return;
        }

        if (!_abandoned)
        {
            await EndAsync().ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(life, volumes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reporting.CancelAsync().ConfigureAwait(false);
        await reporter.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _node.Groups.RemoveAsync(Pod.Metadata.Uid, _node.Time).ConfigureAwait(false);
        if (_abandoned)
        {
            return;
        }

        if (!_gone.Task.IsCompleted)
        {
            await ReleaseAsync().ConfigureAwait(false);
        }

        _addresses.Release(Address);
        DeleteFolder();
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>A part of the pod's life that fails for an unforeseen reason must not do so in silence.</summary>
    private async Task GuardedAsync(Func<CancellationToken, Task> part)
    {
        try
        {
            await part(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The ordinary end.
        }
#pragma warning disable CA1031 // Logged here; the pod's orderly end goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.PartFailed(_node.Logger, e, ObjectKey.Of(Pod));
        }
    }

    private async Task LifeAsync(CancellationToken stop)
    {
        _context.Changed();
        if (!await MountAsync(stop).ConfigureAwait(false))
        {
            return;
        }

        await _context.ShownAsync(stop).ConfigureAwait(false);
        _sandboxReady = true;
        _context.Changed();
        var sidecars = new List<Task>();
        foreach (V1Container container in _context.Pod.Spec.InitContainers ?? [])
        {
            ContainerWorker worker = Add(container);
            Task run = worker.RunAsync(stop);
            if (PodContext.IsSidecar(container))
            {
                sidecars.Add(run);
                await StartedAsync(worker, stop).ConfigureAwait(false);
                continue;
            }

            await run.ConfigureAwait(false);
            if (stop.IsCancellationRequested || _node.Detached.IsCancellationRequested || worker.State.Ended?.ExitCode != 0)
            {
                return;
            }
        }

        // All are known before the first one runs, so that the status lists all of them from the start.
        List<ContainerWorker> main = [.. _context.Pod.Spec.Containers.Select(Add)];
        await Task.WhenAll(main.Select(c => c.RunAsync(stop))).ConfigureAwait(false);
        if (stop.IsCancellationRequested || _node.Detached.IsCancellationRequested)
        {
            return;
        }

        _context.IsStopping = true;
        foreach (ContainerWorker sidecar in _containers.Values.Where(c => _context.IsInit(c.Container)))
        {
            await sidecar.StopAsync(Grace(), $"Stopping container {sidecar.Container.Name}").ConfigureAwait(false);
        }

        await Task.WhenAll(sidecars).ConfigureAwait(false);
        _statusDirty.Set();
    }

    private ContainerWorker Add(V1Container container) => _containers.GetOrAdd(container.Name, _ => new ContainerWorker(_node, _context, container));

    private async Task StartedAsync(ContainerWorker worker, CancellationToken stop)
    {
        while (!worker.State.Started && !stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> MountAsync(CancellationToken stop)
    {
        var delay = TimeSpan.FromMilliseconds(100);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _volumes.WriteAsync(_context.Pod, _context.Identity, stop).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is VolumeException or ConfigurationException or IOException or HttpRequestException)
            {
                if (delay >= TimeSpan.FromMilliseconds(400))
                {
                    _node.Events.Warning(new EventSubject(_context.Pod, Kinds.Pods), "FailedMount", e.Message);
                }
            }

            await _volumesDirty.WaitAsync(delay, _node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < TimeSpan.FromSeconds(30) ? delay * 2 : TimeSpan.FromSeconds(30);
        }

        return false;
    }

    /// <summary>Rewrites volumes when their sources change and tokens when they are due.</summary>
    private async Task KeepVolumesAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            TimeSpan wait = _sandboxReady && _volumes.NextRefresh is { } due ? due - _node.Now : TimeSpan.FromSeconds(30);
            wait = wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;
            if (!_sandboxReady)
            {
                // MountAsync has the say until then.
                await Task.Delay(TimeSpan.FromMilliseconds(200), _node.Time, stop).ConfigureAwait(false);
                continue;
            }

            await _volumesDirty.WaitAsync(wait, _node.Time, stop).ConfigureAwait(false);

            try
            {
                await _volumes.WriteAsync(_context.Pod, _context.Identity, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is VolumeException or ConfigurationException or IOException or HttpRequestException)
            {
                // The old content stays until the source is back.
                _node.Events.Warning(new EventSubject(_context.Pod, Kinds.Pods), "FailedMount", e.Message);
            }
        }
    }

    private TimeSpan Grace() => TimeSpan.FromSeconds(_context.Pod.Metadata.DeletionGracePeriodSeconds ?? _context.Pod.Spec.TerminationGracePeriodSeconds ?? 30);

    private async Task EndAsync()
    {
        _context.IsStopping = true;
        TimeSpan grace = _gone.Task.IsCompleted ? TimeSpan.Zero : Grace();
        await _stop.CancelAsync().ConfigureAwait(false);
        List<ContainerWorker> main = [.. _containers.Values.Where(c => !_context.IsInit(c.Container))];
        List<ContainerWorker> init = [.. _containers.Values.Where(c => _context.IsInit(c.Container))];
        Task stopping = StopAsync(main, init, grace);

        // Deleted by force meanwhile: do not wait for the rest of the time.
        if (await Task.WhenAny(stopping, _gone.Task).ConfigureAwait(false) != stopping)
        {
            foreach (ContainerWorker container in _containers.Values)
            {
                container.Process?.Kill();
            }
        }

        await stopping.ConfigureAwait(false);
    }

    private static async Task StopAsync(List<ContainerWorker> main, List<ContainerWorker> init, TimeSpan grace)
    {
        await Task.WhenAll(main.Select(c => c.StopAsync(grace, $"Stopping container {c.Container.Name}"))).ConfigureAwait(false);
        await Task.WhenAll(init.Select(c => c.StopAsync(grace, $"Stopping container {c.Container.Name}"))).ConfigureAwait(false);
    }

    /// <summary>Tells the server that nothing of the pod runs any more.</summary>
    private async Task ReleaseAsync()
    {
        var delay = TimeSpan.FromMilliseconds(100);
        for (int attempt = 0; attempt < 20 && !_gone.Task.IsCompleted; attempt++)
        {
            try
            {
                await WriteStatusAsync(CancellationToken.None).ConfigureAwait(false);
                var options = new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = Pod.Metadata.Uid } };
                await _node.Client.DeleteAsync(Kinds.Pods, ObjectKey.Of(Pod), options, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ApiException)
            {
                if (e is ApiException { IsConflict: true } or ApiException { IsNotFound: true })
                {
                    return;
                }

                Log.NotReleased(_node.Logger, ObjectKey.Of(Pod), e.Message);
                await Task.WhenAny(_gone.Task, Task.Delay(delay, _node.Time)).ConfigureAwait(false);
                delay = delay * 2 < TimeSpan.FromSeconds(5) ? delay * 2 : TimeSpan.FromSeconds(5);
            }
        }
    }

    private async Task ReportAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await _statusDirty.WaitAsync(cancel).ConfigureAwait(false);
            long version = _published.Version;
            try
            {
                if (!_abandoned && !_gone.Task.IsCompleted && !(_context.IsStopping && _containers.Values.All(c => c.Process is null) && _deleted.Task.IsCompleted))
                {
                    await WriteStatusAsync(cancel).ConfigureAwait(false);
                    _published.Told(version);
                }
            }
            catch (ApiException e) when (e.IsNotFound || e.IsConflict)
            {
                // Gone, or another pod of the same name: the watch will tell.
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ApiException)
            {
                Log.NotReported(_node.Logger, ObjectKey.Of(Pod), e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), _node.Time, cancel).ConfigureAwait(false);
                _statusDirty.Set();
            }
        }
    }

    private async Task WriteStatusAsync(CancellationToken cancel)
    {
        V1Pod pod = _context.Pod;
        if (PodState.IsFinished(pod) && _containers.IsEmpty)
        {
            return;
        }

        var states = _containers.ToDictionary(c => c.Key, c => c.Value.State);
        V1PodStatus status = PodStatusBuilder.Build(pod, _context.Identity, new PodProgress(_startTime, _sandboxReady, _context.IsStopping), states, _node.Now);
        JsonNode wanted = JsonNode.Parse(KubernetesJson.Serialize(status))!;
        ShowNulls(wanted);
        JsonNode current = JsonNode.Parse(KubernetesJson.Serialize((pod.Status ?? new V1PodStatus()) with { NominatedNodeName = null }))!;
        ShowNulls(current);
        if (JsonNode.DeepEquals(wanted, current))
        {
            return;
        }

        var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid }, ["status"] = wanted };
        PatchConditions(wanted);
        V1Pod updated = await _node.Client.StrategicPatchAsync<V1Pod>(ObjectKey.Of(pod), patch, cancel, "status").ConfigureAwait(false);
        _node.Caches.Pods.Observe(updated);
    }

    /// <summary>Names only the conditions that are the node's, so that what others wrote stays, and clears what has gone from them.</summary>
    private static void PatchConditions(JsonNode status)
    {
        JsonArray conditions = status["conditions"]!.AsArray();
        foreach (JsonNode? foreign in conditions.Where(c => !PodStatusBuilder.IsOwn(c!["type"]!.GetValue<string>())).ToList())
        {
            conditions.Remove(foreign);
        }

        foreach (JsonNode? condition in conditions)
        {
            condition!.AsObject().TryAdd("reason", null);
            condition.AsObject().TryAdd("message", null);
        }

        status["$setElementOrder/conditions"] = new JsonArray([.. conditions.Select(c => (JsonNode)new JsonObject { ["type"] = c!["type"]!.GetValue<string>() })]);
    }

    /// <summary>A kubelet always writes this field; our serializer leaves nulls out.</summary>
    private static void ShowNulls(JsonNode status)
    {
        foreach (JsonNode? condition in status["conditions"]?.AsArray() ?? [])
        {
            condition!.AsObject().TryAdd("lastProbeTime", null);
        }
    }

    private void DeleteFolder()
    {
        try
        {
            Directory.Delete(_node.Folders.Pod(Pod.Metadata.Uid), recursive: true);
        }
        catch (IOException e)
        {
            Log.FolderStays(_node.Logger, _node.Folders.Pod(Pod.Metadata.Uid), e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4213, LogLevel.Error, "Pod {Pod} cannot be kept running")]
        public static partial void PartFailed(ILogger logger, Exception exception, ObjectKey pod);

        [LoggerMessage(4210, LogLevel.Debug, "The status of pod {Pod} could not be written: {Reason}")]
        public static partial void NotReported(ILogger logger, ObjectKey pod, string reason);

        [LoggerMessage(4211, LogLevel.Debug, "The deletion of pod {Pod} could not be confirmed: {Reason}")]
        public static partial void NotReleased(ILogger logger, ObjectKey pod, string reason);

        [LoggerMessage(4212, LogLevel.Warning, "The folder {Folder} of a deleted pod could not be removed: {Reason}")]
        public static partial void FolderStays(ILogger logger, string folder, string reason);
    }
}
