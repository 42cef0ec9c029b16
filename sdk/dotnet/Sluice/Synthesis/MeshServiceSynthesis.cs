using System.Collections.Immutable;
using Pulumi;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Sluice.Checking;

namespace Sluice.Synthesis;

/// <summary>
/// A mesh service's arguments become its Services. The front has no selector: the controller publishes its endpoints. The shadow selects
/// the pods, for requests no route takes; each version selects its own.
/// </summary>
internal static class MeshServiceSynthesis
{
    public static Named<ServiceArgs> Front(Gate gate, string name, MeshServiceArgs args) => new(name, new ServiceArgs
    {
        // Its endpoints appear with the first proxy, which may be later than this object.
        Metadata = Metadata.Of(gate, name, args.Namespace, new InputMap<string> { { PlatformNames.MeshLabel, "enabled" } }).Skipped(),
        Spec = new ServiceSpecArgs { Ports = Ports(args) },
    });

    public static Named<ServiceArgs> Shadow(Gate gate, string name, MeshServiceArgs args) => new($"{name}-sluice", new ServiceArgs
    {
        Metadata = Metadata.Of(gate, $"{name}-sluice", args.Namespace),
        Spec = new ServiceSpecArgs { ClusterIP = "None", Selector = args.Selector!, Ports = Ports(args) },
    });

    public static ImmutableArray<Named<ServiceArgs>> Versions(Gate gate, string name, MeshServiceArgs args) =>
        [.. args.Versions.Select(version => Version(gate, $"{name}-{version.Name}", version, args))];

    private static Named<ServiceArgs> Version(Gate gate, string name, MeshVersionArgs version, MeshServiceArgs args) => new(name, new ServiceArgs
    {
        Metadata = Metadata.Of(gate, name, args.Namespace),
        Spec = new ServiceSpecArgs
        {
            Selector = InputMap<string>.Merge(args.Selector!, version.Labels ?? new InputMap<string> { { "version", version.Name } }),
            Ports = Ports(args),
        },
    });

    private static InputList<ServicePortArgs> Ports(MeshServiceArgs args) => args.Ports.Select(port => new ServicePortArgs
    {
        Name = Optional.Of(port.Name),
        Port = port.Port,
        TargetPort = port.TargetPort ?? port.Port,
        AppProtocol = port.AppProtocol,
        Protocol = "TCP",
    }).ToArray();
}
