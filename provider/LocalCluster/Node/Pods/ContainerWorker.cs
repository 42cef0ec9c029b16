using System.ComponentModel;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Logs;
using Sluice.LocalCluster.Node.Probes;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>The life of one container: start, probes, restarts with back-off, end.</summary>
internal sealed partial class ContainerWorker
{
    /// <summary>How long the status says how a container ended before it says that the node waits; a kubelet takes a while to look again.</summary>
    private static readonly TimeSpan EndShown = TimeSpan.FromSeconds(2);

    private readonly NodeServices _node;
    private readonly PodContext _pod;
    private readonly ContainerScope _scope;
    private readonly ContainerPreparation _preparation;
    private readonly ContainerSupervision _supervision;
    private readonly Backoff _restarts = new();
    private volatile ContainerProcess? _process;
    private int _redefined;

    public ContainerWorker(NodeServices node, PodContext pod, V1Container container)
    {
        _node = node;
        _pod = pod;
        _scope = new ContainerScope(node, pod, container);
        _preparation = new ContainerPreparation(_scope);
        _supervision = new ContainerSupervision(_scope) { Unhealthy = RestartUnhealthy };
    }

    public V1Container Container => _scope.Container;

    public ContainerState State => _scope.State;

    /// <summary>The process while one runs.</summary>
    public ContainerProcess? Process => _process;

    public ContainerLog? Log(bool previous) =>
        previous
            ? _scope.State.RestartCount > 0 ? new ContainerLog(_scope.Folder, _scope.State.RestartCount - 1) : null
            : new ContainerLog(_scope.Folder, _scope.State.RestartCount);

    /// <summary>A ConfigMap or Secret that the container may wait for has changed.</summary>
    public void ConfigurationChanged() => _preparation.ConfigurationChanged();

    /// <summary>The container's spec changed in place (its image): the running process is replaced.</summary>
    public void Replace(V1Container container)
    {
        _scope.Container = container;
        Interlocked.Exchange(ref _redefined, 1);
        _node.Events.Normal(_scope.Subject, "Killing", $"Container {container.Name} definition changed, will be restarted");
        _process?.Terminate();
    }

    /// <summary>Runs until the container has ended for good or is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(_scope.Folder);
        ContainerRecord? record = ContainerRecord.Read(_scope.RecordFile);
        ContainerProcess? adopted = Resume(record);
        while (!stop.IsCancellationRequested)
        {
            ContainerEnd? end;
            if (_scope.State.IsFinal)
            {
                return;
            }

            if (adopted is null && _scope.State.Ended is null)
            {
                if (await _preparation.RunAsync(stop).ConfigureAwait(false) is not { } start)
                {
                    return;
                }

                end = await RunOnceAsync(start, null, stop).ConfigureAwait(false);
            }
            else if (adopted is not null)
            {
                end = await RunOnceAsync(null, adopted, stop).ConfigureAwait(false);
                adopted = null;
            }
            else
            {
                end = _scope.State.Ended;
            }

            if (end is null || stop.IsCancellationRequested)
            {
                return;
            }

            if (!await RestartAsync(end, stop).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>Ends the container as Kubernetes does: hook, SIGTERM, and SIGKILL when the time is up.</summary>
    public async Task StopAsync(TimeSpan grace, string why)
    {
        if (_process is not { } process)
        {
            return;
        }

        _node.Events.Normal(_scope.Subject, "Killing", why);
        using var limit = new CancellationTokenSource(grace, _node.Time);
        if (Container.Lifecycle?.PreStop is { } hook && grace > TimeSpan.Zero)
        {
            ProbeResult result = await _supervision.RunHookAsync(hook, limit.Token).ConfigureAwait(false);
            if (!result.Success)
            {
                _node.Events.Warning(_scope.Subject, "FailedPreStopHook", $"PreStopHook failed: {result.Message}");
            }
        }

        process.Terminate();
        try
        {
            await process.Exited.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.Exited.ConfigureAwait(false);
        }
    }

    public ContainerCommandContext CommandContext => new(_scope.Environment, _scope.Root);

    private ContainerProcess? Resume(ContainerRecord? record)
    {
        if (record is null)
        {
            return null;
        }

        // The environment is what exec and probes inside the container need; a changed one takes effect at the next start.
        _scope.Environment = _preparation.TryEnvironment() ?? [];
        if (record.Ended is null && ContainerProcess.Adopt(record.Identity, _node.Time) is { } process)
        {
            _scope.Set(new ContainerState
            {
                Phase = ContainerPhase.Running,
                ContainerId = record.ContainerId,
                ImageId = record.ImageId,
                StartedAt = record.StartedAt,
                RestartCount = record.RestartCount,
                Previous = record.Previous,
            });
            Messages.Adopted(_node.Logger, Container.Name, ObjectKey.Of(_pod.Pod), record.Pid);
            return process;
        }

        ContainerEnd end = record.Ended
            ?? new ContainerEnd(record.ContainerId, 137, "ContainerStatusUnknown", "The container could not be located when the cluster was started again", record.StartedAt, _node.Now);
        _scope.Set(new ContainerState
        {
            Phase = ContainerPhase.Terminated,
            ContainerId = record.ContainerId,
            ImageId = record.ImageId,
            RestartCount = record.RestartCount,
            Ended = end,
            Previous = record.Previous,
            IsFinal = !Restarts(end),
        });
        return null;
    }

    private async Task<ContainerEnd?> RunOnceAsync(ContainerStart? start, ContainerProcess? running, CancellationToken stop)
    {
        ContainerEnd? end;
        IDisposable? turn = null;
        using var watch = new CancellationTokenSource();
        Task watchers = Task.CompletedTask;
        try
        {
            if (running is null)
            {
                turn = await _node.Gate.EnterAsync(stop).ConfigureAwait(false);
                running = Launch(start!);
                if (running is null)
                {
                    return _scope.State.Ended;
                }
            }

            _process = running;
            if (stop.IsCancellationRequested)
            {
                // Whoever stops the pod has looked for a process a moment too early.
                running.Kill();
            }

            watchers = _supervision.RunAsync(running, turn, watch.Token);
            ContainerExit exit = await running.Exited.WaitAsync(_node.Detached).ConfigureAwait(false);
            // Not later: the wait for the status is no part of the container's time, and a probe of what has ended says nothing.
            end = Ended(exit);
            _process = null;
            await watch.CancelAsync().ConfigureAwait(false);
            await _pod.ShownAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || _node.Detached.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _process = null;
            turn?.Dispose();
            await watch.CancelAsync().ConfigureAwait(false);
            await watchers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Finished(end);
        return end;
    }

    private ContainerProcess? Launch(ContainerStart start)
    {
        string id = $"process://{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))}";
        _node.Events.Normal(_scope.Subject, "Created", "Container created");
        Directory.CreateDirectory(Path.GetDirectoryName(_scope.TerminationLog)!);
        File.Delete(_scope.TerminationLog);
        try
        {
            ContainerProcess process = ContainerProcess.Start(start, _node.Isolation, _node.Time);
            string image = _node.Images.Find(Container.Image, out _) is { } entry ? _node.Images.IdOf(Container.Image, entry) : Container.Image;
            _scope.SetQuietly(_scope.State with { ContainerId = id, ImageId = image, StartedAt = _node.Now, Ended = null });
            Record(process.Identity, null);
            return process;
        }
        catch (Win32Exception e)
        {
            _node.Events.Warning(_scope.Subject, "Failed", $"Error: failed to start container: {e.Message}");
            Finished(new ContainerEnd(id, 128, "StartError", e.Message, _node.Now, _node.Now));
            return null;
        }
    }

    private void RestartUnhealthy(ContainerProcess process, ProbeKind kind, V1Probe probe)
    {
        if (ReferenceEquals(process, _process))
        {
            long seconds = probe.TerminationGracePeriodSeconds ?? _pod.Pod.Spec.TerminationGracePeriodSeconds ?? 30;
            _ = StopAsync(TimeSpan.FromSeconds(seconds), $"Container {Container.Name} failed {kind.ToString().ToLowerInvariant()} probe, will be restarted");
        }
    }

    private ContainerEnd Ended(ContainerExit exit)
    {
        string reason = !exit.Known ? "ContainerStatusUnknown" : exit.Code == 0 ? "Completed" : "Error";
        string? message = TerminationMessage.Read(_scope.TerminationLog, exit.Code != 0 && Container.TerminationMessagePolicy == "FallbackToLogsOnError" ? new ContainerLog(_scope.Folder, _scope.State.RestartCount).Path : null);
        return new ContainerEnd(_scope.State.ContainerId ?? "", exit.Code, reason, message, _scope.State.StartedAt ?? _node.Now, _node.Now);
    }

    private void Finished(ContainerEnd end)
    {
        _scope.Set(_scope.State with
        {
            Phase = ContainerPhase.Terminated,
            Reason = null,
            Message = null,
            Ended = end,
            Ready = false,
            Started = false,
            IsFinal = _pod.IsStopping || !Restarts(end),
        });
        Record(default, end);
    }

    private bool Restarts(ContainerEnd end) => (_pod.RestartPolicy(Container), end.ExitCode) switch
    {
        ("Always", _) => true,
        ("OnFailure", not 0) => true,
        _ => false,
    };

    /// <returns>False when it stays ended.</returns>
    private async Task<bool> RestartAsync(ContainerEnd end, CancellationToken stop)
    {
        if (_scope.State.IsFinal)
        {
            return false;
        }

        await _pod.ShownAsync(stop).ConfigureAwait(false);
        TimeSpan delay = Interlocked.Exchange(ref _redefined, 0) == 1 ? TimeSpan.Zero : _restarts.Next(end.FinishedAt - end.StartedAt);
        int next = _scope.State.RestartCount + 1;
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(EndShown, _node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return false;
            }

            string message = $"back-off {Describe(delay)} restarting failed container={Container.Name} pod={_pod.Pod.Metadata.Name}_{_pod.Pod.Metadata.NamespaceProperty}({_pod.Pod.Metadata.Uid})";
            _node.Events.Warning(
                _scope.Subject, "BackOff", $"Back-off restarting failed container {Container.Name} in pod {_pod.Pod.Metadata.Name}_{_pod.Pod.Metadata.NamespaceProperty}({_pod.Pod.Metadata.Uid})");
            _scope.Set(_scope.State with { Phase = ContainerPhase.Waiting, Reason = "CrashLoopBackOff", Message = message, Ended = null, Previous = end });
            await Task.Delay(delay - EndShown, _node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return false;
            }
        }

        ContainerLog.DeleteBefore(_scope.Folder, next - 1);
        _scope.SetQuietly(_scope.State with { Phase = ContainerPhase.Terminated, RestartCount = next, Ended = null, Previous = end });
        return true;
    }

    private static string Describe(TimeSpan delay) => delay < TimeSpan.FromMinutes(1) ? $"{delay.TotalSeconds:0}s" : $"{(int)delay.TotalMinutes}m{delay.Seconds}s";

    private void Record(ProcessIdentity identity, ContainerEnd? end) => new ContainerRecord
    {
        Name = Container.Name,
        ContainerId = _scope.State.ContainerId ?? end?.ContainerId ?? "",
        ImageId = _scope.State.ImageId ?? "",
        Pid = identity.Pid,
        StartTime = identity.StartTime,
        StartedAt = _scope.State.StartedAt ?? _node.Now,
        RestartCount = _scope.State.RestartCount,
        Ended = end,
        Previous = _scope.State.Previous,
    }.Write(_scope.RecordFile);

    private static partial class Messages
    {
        [LoggerMessage(4200, LogLevel.Information, "Container {Container} of pod {Pod} is taken over: process {Pid}")]
        public static partial void Adopted(ILogger logger, string container, ObjectKey pod, int pid);
    }
}
