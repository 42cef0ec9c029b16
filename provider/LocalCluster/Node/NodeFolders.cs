namespace Sluice.LocalCluster.Node;

/// <summary>Where the node keeps its files: one folder per pod, below the cluster's state folder.</summary>
internal sealed class NodeFolders(string stateFolder)
{
    public string Root { get; } = Path.Combine(Path.GetFullPath(stateFolder), "node");

    public string Pods => Path.Combine(Root, "pods");

    public string Pod(string uid) => Path.Combine(Pods, uid);

    public string PodRecord(string uid) => Path.Combine(Pod(uid), "pod.json");

    public string Resolver(string uid) => Path.Combine(Pod(uid), "resolv.conf");

    public string Hosts(string uid) => Path.Combine(Pod(uid), "hosts");

    public string Volume(string uid, string volume) => Path.Combine(Pod(uid), "volumes", volume);

    public string Container(string uid, string container) => Path.Combine(Pod(uid), "containers", container);

    /// <summary>What SLUICE_POD_ROOT points to: the container's own root for everything that is mounted.</summary>
    public string ContainerRoot(string uid, string container) => Path.Combine(Container(uid, container), "root");

    public string ContainerRecord(string uid, string container) => Path.Combine(Container(uid, container), "container.json");
}
