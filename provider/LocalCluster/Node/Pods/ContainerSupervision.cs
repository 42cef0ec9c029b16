using k8s.Models;
using Sluice.LocalCluster.Node.Probes;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What is done beside a running process: the moment it is up, hooks, probes.</summary>
internal sealed class ContainerSupervision(ContainerScope scope)
{
    private static readonly TimeSpan ListenLimit = TimeSpan.FromSeconds(5);

    private readonly ContainerScope _scope = scope;

    /// <summary>Told when a probe has failed too often for the process to go on.</summary>
    public required Action<ContainerProcess, ProbeKind, V1Probe> Unhealthy { get; init; }

    /// <summary>From the start of the process on: the moment it is up, the hook after the start, the probes.</summary>
    public async Task RunAsync(ContainerProcess process, IDisposable? turn, CancellationToken cancel)
    {
        List<int> ports = [.. (_scope.Container.Ports ?? []).Where(p => p.Protocol is null or "TCP").Select(p => p.ContainerPort)];
        if (turn is not null && ports.Count > 0 && _scope.Container.ReadinessProbe is null && _scope.Container.StartupProbe is null && !_scope.Pod.IsInit(_scope.Container))
        {
            // Nothing else tells when a container without probes is up; a program that runs in a real container is there
            // faster than a runtime that starts cold, so its start counts as part of the container's creation.
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task listening = ListenWatch.WaitAsync(_scope.Pod.Identity.Address, ports, ListenLimit, _scope.Node.Time, ended.Token);
            await Task.WhenAny(listening, process.Exited).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            turn.Dispose();
        }

        if (cancel.IsCancellationRequested)
        {
            return;
        }

        _scope.Node.Events.Normal(_scope.Subject, "Started", "Container started");
        await _scope.Pod.ShownAsync(cancel).ConfigureAwait(false);
        _scope.Set(_scope.State with
        {
            Phase = ContainerPhase.Running,
            Reason = null,
            Message = null,
            Started = _scope.Container.StartupProbe is null,
            Ready = _scope.Container.StartupProbe is null && _scope.Container.ReadinessProbe is null,
        });
        if (_scope.Container.Lifecycle?.PostStart is { } hook)
        {
            ProbeResult result = await RunHookAsync(hook, cancel).ConfigureAwait(false);
            if (!result.Success && !cancel.IsCancellationRequested)
            {
                _scope.Node.Events.Warning(_scope.Subject, "FailedPostStartHook", $"PostStartHook failed: {result.Message}");
                process.Kill();
                return;
            }
        }

        if (_scope.Container.StartupProbe is { } startup)
        {
            await Loop(startup, ProbeKind.Startup, process, null).RunAsync(cancel).ConfigureAwait(false);
            if (!_scope.State.Started)
            {
                return;
            }
        }

        await Task.WhenAll(
            _scope.Container.LivenessProbe is { } liveness ? Loop(liveness, ProbeKind.Liveness, process, null).RunAsync(cancel) : Task.CompletedTask,
            _scope.Container.ReadinessProbe is { } readiness ? Loop(readiness, ProbeKind.Readiness, process, turn).RunAsync(cancel) : Task.CompletedTask).ConfigureAwait(false);
    }

    private ProbeLoop Loop(V1Probe probe, ProbeKind kind, ContainerProcess process, IDisposable? turn) =>
        new(_scope.Node.Probes, probe, kind, new ProbeTarget(_scope.Container, _scope.Pod.Identity.Address, _scope.ExecuteAsync), _scope.Node.Time)
        {
            Failed = message => _scope.Node.Events.Warning(_scope.Subject, "Unhealthy", $"{kind} probe failed: {message}"),
            Changed = up =>
            {
                switch (kind)
                {
                    case ProbeKind.Readiness:
                        turn?.Dispose();
                        _scope.Set(_scope.State with { Ready = up });
                        break;
                    case ProbeKind.Startup when up:
                        _scope.Set(_scope.State with { Started = true, Ready = _scope.Container.ReadinessProbe is null });
                        break;
                    case ProbeKind.Startup or ProbeKind.Liveness when !up:
                        Unhealthy(process, kind, probe);
                        break;
                }
            },
        };

    public async Task<ProbeResult> RunHookAsync(V1LifecycleHandler hook, CancellationToken cancel)
    {
        try
        {
            return await _scope.Node.Probes.RunHookAsync(hook, new ProbeTarget(_scope.Container, _scope.Pod.Identity.Address, _scope.ExecuteAsync), _scope.Node.Time, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ProbeResult.Failure("the hook did not end in time");
        }
    }
}
