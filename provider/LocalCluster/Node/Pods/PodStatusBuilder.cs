using k8s.Models;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What the node knows about a pod besides its containers.</summary>
internal sealed record PodProgress(DateTime StartTime, bool SandboxReady, bool Stopping);

/// <summary>Writes the status of a pod from the states of its containers, field by field as a kubelet does.</summary>
internal static class PodStatusBuilder
{
    private static readonly string[] OwnConditions = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    /// <summary>Whether the node writes the condition; others belong to controllers outside.</summary>
    public static bool IsOwn(string condition) => OwnConditions.Contains(condition);

    public static V1PodStatus Build(
        V1Pod pod,
        PodIdentity identity,
        PodProgress progress,
        IReadOnlyDictionary<string, ContainerState> states,
        DateTime now)
    {
        List<V1Container> init = [.. pod.Spec.InitContainers ?? []];
        List<V1Container> main = [.. pod.Spec.Containers];
        bool initialized = init.All(c => IsInitialized(c, Find(states, c)));
        bool initFailed = init.Any(c => !PodContext.IsSidecar(c) && Find(states, c) is { IsFinal: true, Ended.ExitCode: not 0 });
        string phase = Phase(pod, main.Select(c => Find(states, c)).ToList(), initialized, initFailed, progress);
        bool finished = phase is "Succeeded" or "Failed";
        bool begun = init.Concat(main).Select(c => Find(states, c)).Any(s => s.Phase != ContainerPhase.Waiting || s.Reason != "ContainerCreating");
        V1PodStatus old = pod.Status ?? new V1PodStatus();
        bool showAddress = begun || !string.IsNullOrEmpty(old.PodIP);
        var status = new V1PodStatus
        {
            ObservedGeneration = pod.Metadata.Generation,
            Phase = phase,
            Conditions = Conditions(pod, progress, states, phase, initialized, now),
            HostIP = identity.HostAddress.ToString(),
            HostIPs = [new V1HostIP { Ip = identity.HostAddress.ToString() }],
            PodIP = showAddress ? identity.Address.ToString() : null,
            PodIPs = showAddress ? [new V1PodIP { Ip = identity.Address.ToString() }] : null,
            StartTime = progress.StartTime,
            QosClass = old.QosClass,
            InitContainerStatuses = init.Count == 0 ? null : [.. init.Select(c => Status(pod, c, Find(states, c), true, finished))],
            ContainerStatuses = [.. main.Select(c => Status(pod, c, Find(states, c), initialized, finished))],
        };
        return status;
    }

    private static ContainerState Find(IReadOnlyDictionary<string, ContainerState> states, V1Container container) =>
        states.TryGetValue(container.Name, out ContainerState? state) ? state : ContainerState.Creating;

    private static bool IsInitialized(V1Container container, ContainerState state) =>
        PodContext.IsSidecar(container) ? state.Started || state.Phase == ContainerPhase.Terminated : state is { IsFinal: true, Ended.ExitCode: 0 };

    private static string Phase(V1Pod pod, List<ContainerState> main, bool initialized, bool initFailed, PodProgress progress)
    {
        if (initFailed && pod.Spec.RestartPolicy == "Never")
        {
            return "Failed";
        }

        if (progress.Stopping && main.All(s => s.Phase != ContainerPhase.Running))
        {
            return main.Any(s => (s.Ended ?? s.Previous) is null or { ExitCode: not 0 }) ? "Failed" : "Succeeded";
        }

        if (!initialized)
        {
            return "Pending";
        }

        if (main.All(s => s is { Phase: ContainerPhase.Terminated, IsFinal: true }))
        {
            return main.All(s => s.Ended?.ExitCode == 0) ? "Succeeded" : "Failed";
        }

        bool pending = main.Any(s => s.Phase == ContainerPhase.Waiting && s.Previous is null);
        return pending ? "Pending" : "Running";
    }

    private static List<V1PodCondition> Conditions(
        V1Pod pod, PodProgress progress, IReadOnlyDictionary<string, ContainerState> states, string phase, bool initialized, DateTime now)
    {
        IList<V1PodCondition> old = pod.Status?.Conditions ?? [];
        bool finished = phase is "Succeeded" or "Failed";
        string? finishedReason = phase switch { "Succeeded" => "PodCompleted", "Failed" => "PodFailed", _ => null };
        List<string> uninitialized = [.. (pod.Spec.InitContainers ?? []).Where(c => !IsInitialized(c, Find(states, c))).Select(c => c.Name)];
        IEnumerable<V1Container> counted = pod.Spec.Containers.Concat((pod.Spec.InitContainers ?? []).Where(PodContext.IsSidecar));
        List<string> unready = [.. counted.Where(c => !Find(states, c).Ready).Select(c => c.Name)];
        string? gate = (pod.Spec.ReadinessGates ?? []).Select(g => g.ConditionType).FirstOrDefault(t => old.FirstOrDefault(c => c.Type == t)?.Status != "True");

        (string Status, string? Reason, string? Message) containersReady = finished
            ? ("False", finishedReason, null)
            : unready.Count == 0 && initialized ? ("True", null, null) : ("False", "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]");
        (string Status, string? Reason, string? Message) ready = containersReady.Status == "True" && gate is not null
            ? ("False", "ReadinessGatesNotReady", GateMessage(gate, old.FirstOrDefault(c => c.Type == gate)?.Status))
            : containersReady;
        (string Status, string? Reason, string? Message) initializedCondition = initialized
            ? ("True", phase == "Succeeded" ? "PodCompleted" : null, null)
            : ("False", "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', uninitialized)}]");

        var result = new List<V1PodCondition>(old.Where(c => !OwnConditions.Contains(c.Type)));
        Add("PodReadyToStartContainers", (progress.SandboxReady && !finished ? "True" : "False", null, null));
        Add("Initialized", initializedCondition);
        Add("Ready", ready);
        Add("ContainersReady", containersReady);
        Add("PodScheduled", ("True", null, null));
        return result;

        void Add(string type, (string Status, string? Reason, string? Message) value)
        {
            V1PodCondition? before = old.FirstOrDefault(c => c.Type == type);
            result.Add(new V1PodCondition
            {
                Type = type,
                ObservedGeneration = pod.Metadata.Generation,
                Status = value.Status,
                Reason = value.Reason,
                Message = value.Message,
                LastTransitionTime = before?.Status == value.Status && before.LastTransitionTime is not null ? before.LastTransitionTime : Seconds(now),
            });
        }
    }

    private static string GateMessage(string gate, string? status) => status is null
        ? $"corresponding condition of pod readiness gate \"{gate}\" does not exist."
        : $"the status of pod readiness gate \"{gate}\" is not \"True\", but {status}";

    private static V1ContainerStatus Status(V1Pod pod, V1Container container, ContainerState state, bool initialized, bool finished)
    {
        ContainerEnd? end = state.Phase == ContainerPhase.Terminated ? state.Ended ?? state.Previous : null;
        bool ran = state.ContainerId is not null && (state.Phase != ContainerPhase.Waiting || state.Previous is not null);
        return new V1ContainerStatus
        {
            Name = container.Name,
            State = state.Phase switch
            {
                ContainerPhase.Running => new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Seconds(state.StartedAt ?? default) } },
                ContainerPhase.Terminated when end is not null => new V1ContainerState { Terminated = Terminated(end) },
                _ => new V1ContainerState
                {
                    Waiting = new V1ContainerStateWaiting
                    {
                        Reason = !initialized && state.Reason == "ContainerCreating" ? "PodInitializing" : state.Reason ?? "ContainerCreating",
                        Message = state.Message,
                    },
                },
            },
            LastState = state.Previous is { } previous && !ReferenceEquals(previous, end) ? new V1ContainerState { Terminated = Terminated(previous) } : new V1ContainerState(),
            Ready = !finished && (state.Ready || (state is { IsFinal: true, Ended.ExitCode: 0 } && pod.Spec.InitContainers?.Any(c => c.Name == container.Name) == true)),
            Started = state.Phase == ContainerPhase.Running && state.Started,
            RestartCount = state.RestartCount,
            Image = container.Image,
            ImageID = ran ? state.ImageId ?? "" : "",
            ContainerID = ran ? state.ContainerId : null,
            Resources = ran ? container.Resources ?? new V1ResourceRequirements() : null,
            VolumeMounts = container.VolumeMounts is null
                ? null
                : [.. container.VolumeMounts.Select(m => new V1VolumeMountStatus
                {
                    Name = m.Name,
                    MountPath = m.MountPath,
                    ReadOnlyProperty = m.ReadOnlyProperty,
                    RecursiveReadOnly = m.ReadOnlyProperty == true ? "Disabled" : null,
                })],
            User = ran ? new V1ContainerUser { Linux = new V1LinuxContainerUser { Uid = 0, Gid = 0, SupplementalGroups = [0] } } : null,
        };
    }

    private static V1ContainerStateTerminated Terminated(ContainerEnd end) => new()
    {
        ExitCode = end.ExitCode,
        Reason = end.Reason,
        Message = end.Message,
        StartedAt = Seconds(end.StartedAt),
        FinishedAt = Seconds(end.FinishedAt),
        ContainerID = end.ContainerId,
    };

    private static DateTime Seconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
