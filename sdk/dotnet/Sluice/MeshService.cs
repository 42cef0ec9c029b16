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
    /// <summary>Declares the Services.</summary>
    /// <param name="name">Name of the component and of the front Service.</param>
    /// <param name="args">Ports, pods and versions.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public MeshService(string name, MeshServiceArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.MeshService, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
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

    private Service Declare(Named<Pulumi.Kubernetes.Types.Inputs.Core.V1.ServiceArgs> service) => new(service.Name, service.Args, Children.Options(this));
}
