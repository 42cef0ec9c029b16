using System.ComponentModel;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Images;
using Sluice.LocalCluster.Node.Logs;
using Sluice.LocalCluster.Node.Probes;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>The life of one container: start, probes, restarts with back-off, end.</summary>
internal sealed partial class ContainerWorker
{
    private static readonly TimeSpan ListenLimit = TimeSpan.FromSeconds(5);

    private readonly NodeServices _node;
    private readonly PodContext _pod;
    private readonly Backoff _restarts = new();
    private readonly Signal _configurationChanged = new();
    private volatile ContainerProcess? _process;
    private volatile ContainerState _state = ContainerState.Creating;
    private volatile string? _restartReason;
    private Dictionary<string, string> _environment = [];

    public ContainerWorker(NodeServices node, PodContext pod, V1Container container)
    {
        _node = node;
        _pod = pod;
        Container = container;
        Folder = node.Folders.Container(pod.Pod.Metadata.Uid, container.Name);
    }

    public V1Container Container { get; private set; }

    public ContainerState State => _state;

    /// <summary>The process while one runs.</summary>
    public ContainerProcess? Process => _process;

    public ContainerLog? Log(bool previous) =>
        previous
            ? _state.RestartCount > 0 ? new ContainerLog(Folder, _state.RestartCount - 1) : null
            : new ContainerLog(Folder, _state.RestartCount);

    private string Folder { get; }

    private EventSubject Subject(string list = "containers") => new(_pod.Pod, Kinds.Pods, $"spec.{(_pod.IsInit(Container) ? "initContainers" : list)}{{{Container.Name}}}");

    /// <summary>A ConfigMap or Secret that the container may wait for has changed.</summary>
    public void ConfigurationChanged() => _configurationChanged.Set();

    /// <summary>The container's spec changed in place (its image): the running process is replaced.</summary>
    public void Replace(V1Container container)
    {
        Container = container;
        _restartReason = $"Container {container.Name} definition changed";
        _process?.Terminate();
    }

    /// <summary>Runs until the container has ended for good or is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(Folder);
        ContainerRecord? record = ContainerRecord.Read(_node.Folders.ContainerRecord(_pod.Pod.Metadata.Uid, Container.Name));
        ContainerProcess? adopted = Resume(record);
        while (!stop.IsCancellationRequested)
        {
            ContainerEnd? end;
            if (_state.IsFinal)
            {
                return;
            }

            if (adopted is null && _state.Ended is null)
            {
                if (await PrepareAsync(stop).ConfigureAwait(false) is not { } start)
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
                end = _state.Ended;
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

        _node.Events.Normal(Subject(), "Killing", why);
        using var limit = new CancellationTokenSource(grace, _node.Time);
        if (Container.Lifecycle?.PreStop is { } hook && grace > TimeSpan.Zero)
        {
            ProbeResult result = await RunHookAsync(hook, limit.Token).ConfigureAwait(false);
            if (!result.Success)
            {
                _node.Events.Warning(Subject(), "FailedPreStopHook", $"PreStopHook failed: {result.Message}");
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

    public Task<CommandResult> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel) =>
        ContainerCommand.RunAsync(command, _environment, _node.Folders.ContainerRoot(_pod.Pod.Metadata.Uid, Container.Name), cancel);

    public ContainerCommandContext CommandContext => new(_environment, _node.Folders.ContainerRoot(_pod.Pod.Metadata.Uid, Container.Name));

    private ContainerProcess? Resume(ContainerRecord? record)
    {
        if (record is null)
        {
            return null;
        }

        // The environment is what exec and probes inside the container need; a changed one takes effect at the next start.
        _environment = TryEnvironment() ?? [];
        if (record.Ended is null && ContainerProcess.Adopt(record.Identity, _node.Time) is { } process)
        {
            Set(new ContainerState
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
        Set(new ContainerState
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

    private Dictionary<string, string>? TryEnvironment()
    {
        try
        {
            ImageEntry? image = _node.Images.Find(Container.Image, out _);
            return image is null ? null : Environment(image);
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    private Dictionary<string, string> Environment(ImageEntry image)
    {
        string root = _node.Folders.ContainerRoot(_pod.Pod.Metadata.Uid, Container.Name);
        return _node.Environment.Build(_pod.Pod, Container, _pod.Identity, image.Environment, root);
    }

    /// <summary>Everything before the process: image, configuration, mounts. Waits as long as something is missing.</summary>
    private async Task<ContainerStart?> PrepareAsync(CancellationToken stop)
    {
        var pulls = new Backoff();
        while (!stop.IsCancellationRequested)
        {
            TimeSpan wait;
            if (_node.Images.Find(Container.Image, out string problem) is not { } image)
            {
                wait = PullFailed(pulls, problem);
            }
            else
            {
                _node.Events.Normal(Subject(), "Pulled", $"Container image \"{Container.Image}\" already present on machine and can be accessed by the pod");
                try
                {
                    _environment = Environment(image);
                    _pod.Volumes.Mount(_pod.Pod, Container);
                    return ContainerStartBuilder.Build(_node, _pod.Pod.Metadata.Uid, Container, image, _environment) with { LogFile = new ContainerLog(Folder, _state.RestartCount).Path };
                }
                catch (ConfigurationException e)
                {
                    _node.Events.Warning(Subject(), "Failed", $"Error: {e.Message}");
                    Waiting("CreateContainerConfigError", e.Message);
                    wait = TimeSpan.FromSeconds(10);
                }
                catch (IOException e)
                {
                    _node.Events.Warning(Subject(), "Failed", $"Error: {e.Message}");
                    Waiting("CreateContainerError", e.Message);
                    wait = TimeSpan.FromSeconds(10);
                }
            }

            await _configurationChanged.WaitAsync(wait, _node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private TimeSpan PullFailed(Backoff pulls, string problem)
    {
        TimeSpan wait = pulls.Next(TimeSpan.Zero);
        string full = $"failed to pull and unpack image \"{Container.Image}\": {problem}";
        if (wait == TimeSpan.Zero)
        {
            _node.Events.Normal(Subject(), "Pulling", $"Pulling image \"{Container.Image}\"");
            _node.Events.Warning(Subject(), "Failed", $"Failed to pull image \"{Container.Image}\": {full}");
            _node.Events.Warning(Subject(), "Failed", "Error: ErrImagePull");
            Waiting("ErrImagePull", full);
            return TimeSpan.FromSeconds(1);
        }

        _node.Events.Normal(Subject(), "BackOff", $"Back-off pulling image \"{Container.Image}\"");
        _node.Events.Warning(Subject(), "Failed", "Error: ImagePullBackOff");
        Waiting("ImagePullBackOff", $"Back-off pulling image \"{Container.Image}\": ErrImagePull: {full}");
        return wait;
    }

    private void Waiting(string reason, string message) =>
        Set(_state with { Phase = ContainerPhase.Waiting, Reason = reason, Message = message, Ready = false, Started = false });

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
                    return _state.Ended;
                }
            }

            _process = running;
            watchers = WatchAsync(running, turn, watch.Token);
            ContainerExit exit = await running.Exited.WaitAsync(_node.Detached).ConfigureAwait(false);
            end = Ended(exit);
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
        _node.Events.Normal(Subject(), "Created", "Container created");
        Directory.CreateDirectory(Path.GetDirectoryName(TerminationLog)!);
        File.Delete(TerminationLog);
        try
        {
            ContainerProcess process = ContainerProcess.Start(start, _node.Isolation, _node.Time);
            string image = _node.Images.Find(Container.Image, out _) is { } entry ? ImageCatalog.IdOf(Container.Image, entry) : Container.Image;
            Set(_state with { ContainerId = id, ImageId = image, StartedAt = _node.Now, Ended = null });
            Record(process.Identity, null);
            return process;
        }
        catch (Win32Exception e)
        {
            _node.Events.Warning(Subject(), "Failed", $"Error: failed to start container: {e.Message}");
            Finished(new ContainerEnd(id, 128, "StartError", e.Message, _node.Now, _node.Now));
            return null;
        }
    }

    /// <summary>From the start of the process on: the moment it is up, the hook after the start, the probes.</summary>
    private async Task WatchAsync(ContainerProcess process, IDisposable? turn, CancellationToken cancel)
    {
        List<int> ports = [.. (Container.Ports ?? []).Where(p => p.Protocol is null or "TCP").Select(p => p.ContainerPort)];
        if (turn is not null && ports.Count > 0 && Container.ReadinessProbe is null && Container.StartupProbe is null && !_pod.IsInit(Container))
        {
            // Nothing else tells when a container without probes is up; a program that runs in a real container is there
            // faster than a runtime that starts cold, so its start counts as part of the container's creation.
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task listening = ListenWatch.WaitAsync(_pod.Identity.Address, ports, ListenLimit, _node.Time, ended.Token);
            await Task.WhenAny(listening, process.Exited).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            turn.Dispose();
        }

        if (cancel.IsCancellationRequested)
        {
            return;
        }

        _node.Events.Normal(Subject(), "Started", "Container started");
        Set(_state with
        {
            Phase = ContainerPhase.Running,
            Reason = null,
            Message = null,
            Started = Container.StartupProbe is null,
            Ready = Container.StartupProbe is null && Container.ReadinessProbe is null,
        });
        if (Container.Lifecycle?.PostStart is { } hook)
        {
            ProbeResult result = await RunHookAsync(hook, cancel).ConfigureAwait(false);
            if (!result.Success && !cancel.IsCancellationRequested)
            {
                _node.Events.Warning(Subject(), "FailedPostStartHook", $"PostStartHook failed: {result.Message}");
                process.Kill();
                return;
            }
        }

        if (Container.StartupProbe is { } startup)
        {
            await Loop(startup, ProbeKind.Startup, process, null).RunAsync(cancel).ConfigureAwait(false);
            if (!_state.Started)
            {
                return;
            }
        }

        await Task.WhenAll(
            Container.LivenessProbe is { } liveness ? Loop(liveness, ProbeKind.Liveness, process, null).RunAsync(cancel) : Task.CompletedTask,
            Container.ReadinessProbe is { } readiness ? Loop(readiness, ProbeKind.Readiness, process, turn).RunAsync(cancel) : Task.CompletedTask).ConfigureAwait(false);
    }

    private ProbeLoop Loop(V1Probe probe, ProbeKind kind, ContainerProcess process, IDisposable? turn) =>
        new(_node.Probes, probe, kind, new ProbeTarget(Container, _pod.Identity.Address, ExecuteAsync), _node.Time)
        {
            Failed = message => _node.Events.Warning(Subject(), "Unhealthy", $"{kind} probe failed: {message}"),
            Changed = up =>
            {
                switch (kind)
                {
                    case ProbeKind.Readiness:
                        turn?.Dispose();
                        Set(_state with { Ready = up });
                        break;
                    case ProbeKind.Startup when up:
                        Set(_state with { Started = true, Ready = Container.ReadinessProbe is null });
                        break;
                    case ProbeKind.Startup or ProbeKind.Liveness when !up:
                        _restartReason = $"Container {Container.Name} failed {kind.ToString().ToLowerInvariant()} probe, will be restarted";
                        _ = RestartUnhealthyAsync(process, probe);
                        break;
                }
            },
        };

    private async Task RestartUnhealthyAsync(ContainerProcess process, V1Probe probe)
    {
        if (ReferenceEquals(process, _process))
        {
            long seconds = probe.TerminationGracePeriodSeconds ?? _pod.Pod.Spec.TerminationGracePeriodSeconds ?? 30;
            await StopAsync(TimeSpan.FromSeconds(seconds), _restartReason ?? "").ConfigureAwait(false);
        }
    }

    private async Task<ProbeResult> RunHookAsync(V1LifecycleHandler hook, CancellationToken cancel)
    {
        try
        {
            return await _node.Probes.RunHookAsync(hook, new ProbeTarget(Container, _pod.Identity.Address, ExecuteAsync), _node.Time, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ProbeResult.Failure("the hook did not end in time");
        }
    }

    private string TerminationLog => Path.Combine(
        _node.Folders.ContainerRoot(_pod.Pod.Metadata.Uid, Container.Name), (Container.TerminationMessagePath ?? "/dev/termination-log").TrimStart('/'));

    private ContainerEnd Ended(ContainerExit exit)
    {
        string reason = !exit.Known ? "ContainerStatusUnknown" : exit.Code == 0 ? "Completed" : "Error";
        string? message = TerminationMessage.Read(TerminationLog, exit.Code != 0 && Container.TerminationMessagePolicy == "FallbackToLogsOnError" ? new ContainerLog(Folder, _state.RestartCount).Path : null);
        return new ContainerEnd(_state.ContainerId ?? "", exit.Code, reason, message, _state.StartedAt ?? _node.Now, _node.Now);
    }

    private void Finished(ContainerEnd end)
    {
        Set(_state with
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
        if (_state.IsFinal)
        {
            return false;
        }

        bool wanted = Interlocked.Exchange(ref _restartReason, null) is not null;
        TimeSpan delay = wanted ? TimeSpan.Zero : _restarts.Next(end.FinishedAt - end.StartedAt);
        int next = _state.RestartCount + 1;
        if (delay > TimeSpan.Zero)
        {
            string message = $"back-off {Describe(delay)} restarting failed container={Container.Name} pod={_pod.Pod.Metadata.Name}_{_pod.Pod.Metadata.NamespaceProperty}({_pod.Pod.Metadata.Uid})";
            _node.Events.Warning(
                Subject(), "BackOff", $"Back-off restarting failed container {Container.Name} in pod {_pod.Pod.Metadata.Name}_{_pod.Pod.Metadata.NamespaceProperty}({_pod.Pod.Metadata.Uid})");
            Set(_state with { Phase = ContainerPhase.Waiting, Reason = "CrashLoopBackOff", Message = message, Ended = null, Previous = end });
            await Task.Delay(delay, _node.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return false;
            }
        }

        ContainerLog.DeleteBefore(Folder, next - 1);
        _state = _state with { Phase = ContainerPhase.Terminated, RestartCount = next, Ended = null, Previous = end };
        return true;
    }

    private static string Describe(TimeSpan delay) => delay < TimeSpan.FromMinutes(1) ? $"{delay.TotalSeconds:0}s" : $"{(int)delay.TotalMinutes}m{delay.Seconds}s";

    private void Record(ProcessIdentity identity, ContainerEnd? end) => new ContainerRecord
    {
        Name = Container.Name,
        ContainerId = _state.ContainerId ?? end?.ContainerId ?? "",
        ImageId = _state.ImageId ?? "",
        Pid = identity.Pid,
        StartTime = identity.StartTime,
        StartedAt = _state.StartedAt ?? _node.Now,
        RestartCount = _state.RestartCount,
        Ended = end,
        Previous = _state.Previous,
    }.Write(_node.Folders.ContainerRecord(_pod.Pod.Metadata.Uid, Container.Name));

    private void Set(ContainerState state)
    {
        _state = state;
        _pod.Changed();
    }

    private static partial class Messages
    {
        [LoggerMessage(4200, LogLevel.Information, "Container {Container} of pod {Pod} is taken over: process {Pid}")]
        public static partial void Adopted(ILogger logger, string container, ObjectKey pod, int pid);
    }
}
