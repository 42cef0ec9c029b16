using k8s.Models;
using Sluice.LocalCluster.Node.Images;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>Puts together what is started for a container from its image and its spec.</summary>
internal static class ContainerStartBuilder
{
    public static ContainerStart Build(
        NodeServices node, string uid, V1Container container, ImageEntry image, IReadOnlyDictionary<string, string> environment)
    {
        // command replaces the image's entry point and its arguments, args replaces the arguments only.
        IEnumerable<string> command = container.Command is { Count: > 0 }
            ? [.. container.Command, .. container.Args ?? []]
            : [.. image.Command, .. container.Args is { Count: > 0 } args ? [.. args] : image.Arguments];
        string own = Path.Combine(node.Folders.ContainerRoot(uid, container.Name), (container.WorkingDir ?? "").TrimStart('/'));
        bool inside = !string.IsNullOrEmpty(container.WorkingDir) && Directory.Exists(own);
        return new ContainerStart
        {
            Command = [.. command.Select(c => ContainerEnvironment.Expand(c, environment))],
            Environment = environment,
            WorkingDirectory = inside ? own : image.WorkingDirectory,
            LogFile = "",
            HostName = environment["HOSTNAME"],
            ResolverFile = File.Exists(node.Folders.Resolver(uid)) ? node.Folders.Resolver(uid) : null,
            HostsFile = File.Exists(node.Folders.Hosts(uid)) ? node.Folders.Hosts(uid) : null,
            Group = node.Groups.Create(uid),
        };
    }
}
