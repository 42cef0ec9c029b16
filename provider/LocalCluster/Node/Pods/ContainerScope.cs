using k8s.Models;
using Sluice.LocalCluster.Client;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What all who work on one container share: its spec, its place on disk, its state and its surroundings.</summary>
internal sealed class ContainerScope(NodeServices node, PodContext pod, V1Container container)
{
    private volatile ContainerState _state = ContainerState.Creating;
    private volatile V1Container _container = container;
    private volatile IReadOnlyDictionary<string, string> _environment = new Dictionary<string, string>();

    public NodeServices Node { get; } = node;

    public PodContext Pod { get; } = pod;

    public V1Container Container
    {
        get => _container;
        set => _container = value;
    }

    /// <summary>Where its logs are.</summary>
    public string Folder { get; } = node.Folders.Container(pod.Pod.Metadata.Uid, container.Name);

    /// <summary>What it sees as its file system.</summary>
    public string Root => Node.Folders.ContainerRoot(Pod.Pod.Metadata.Uid, Container.Name);

    public string RecordFile => Node.Folders.ContainerRecord(Pod.Pod.Metadata.Uid, Container.Name);

    public string TerminationLog => Path.Combine(Root, (Container.TerminationMessagePath ?? "/dev/termination-log").TrimStart('/'));

    public EventSubject Subject => new(Pod.Pod, Kinds.Pods, $"spec.{(Pod.IsInit(Container) ? "initContainers" : "containers")}{{{Container.Name}}}");

    public ContainerState State => _state;

    /// <summary>The environment of the run that is or was last.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get => _environment;
        set => _environment = value;
    }

    public void Set(ContainerState state)
    {
        _state = state;
        Pod.Changed();
    }

    /// <summary>A step that the pod's status need not show.</summary>
    public void SetQuietly(ContainerState state) => _state = state;

    public Task<CommandResult> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel) =>
        ContainerCommand.RunAsync(command, Environment, Root, cancel);
}
