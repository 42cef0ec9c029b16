using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Sluice.Checking;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>
/// The Services of a workload whose callers are routed: the front one they call, and one per version for routes to name. Attach routes
/// with <see cref="Parent.Service"/>.
/// </summary>
public sealed class MeshService : ComponentResource
{
    private readonly List<string> _versions;

    /// <summary>Declares the Services.</summary>
    /// <param name="name">Name of the component and of the front Service.</param>
    /// <param name="args">Ports, pods and versions.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public MeshService(string name, MeshServiceArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.MeshService, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        _versions = [.. args.Versions.Select(version => version.Name)];
        var gate = Gate.For(nameof(MeshService), name, MeshServiceChecks.Check(args));
        var front = Declare(MeshServiceSynthesis.Front(gate, name, args));
        _ = Declare(MeshServiceSynthesis.Shadow(gate, name, args));
        VersionNames = Output.All(MeshServiceSynthesis.Versions(gate, name, args).Select(version => Declare(version).Metadata.Apply(metadata => metadata.Name)))
            .Apply(names => names.ToList());
        Name = front.Metadata.Apply(metadata => metadata.Name);
        Namespace = front.Metadata.Apply(metadata => metadata.Namespace);
        RegisterOutputs();
    }

    /// <summary>The front Service's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The Services' namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }

    /// <summary>The names of the versions' Services, in the order of the arguments.</summary>
    [Output("versionNames")]
    public Output<List<string>> VersionNames { get; }

    /// <summary>A version as the backend of a route, which is then made after the version's Service.</summary>
    /// <param name="version">The version's name, one of the arguments'.</param>
    /// <param name="port">The Service's port.</param>
    /// <param name="weight">Share of the traffic, relative to the rule's other backends.</param>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public BackendArgs Version(string version, Input<int> port, Input<int>? weight = null)
    {
        var index = _versions.IndexOf(version);
        return index >= 0
            ? new() { Name = VersionNames.Apply(names => names[index]), Port = port, Weight = weight }
            : throw new ArgumentException($"MeshService {GetResourceName()} has no version \"{version}\"; it has {string.Join(", ", _versions)}. Add it to {nameof(MeshServiceArgs.Versions)}.", nameof(version));
    }

    private Service Declare(Named<Pulumi.Kubernetes.Types.Inputs.Core.V1.ServiceArgs> service) => new(service.Name, service.Args, Children.Options(this));
}
