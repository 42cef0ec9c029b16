using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>Shares the TCP connections of a listener among Services by weight.</summary>
public sealed class TcpSplit : ComponentResource
{
    /// <summary>Declares the route.</summary>
    /// <param name="name">Name of the component and of the TCPRoute.</param>
    /// <param name="args">What the route does.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public TcpSplit(string name, TcpSplitArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.TcpSplit, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(TcpSplit), name, StreamRouteChecks.Check(args.Namespace, args.Parent, args.Parents, args.Backends));
        var objects = StreamRouteSynthesis.Tcp(gate, name, args);
        Children.Grants(this, objects.Grants);
        var route = new TCPRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
        Name = route.Metadata.Apply(metadata => metadata.Name);
        Namespace = route.Metadata.Apply(metadata => metadata.Namespace);
        RegisterOutputs();
    }

    /// <summary>The TCPRoute's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The TCPRoute's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }
}
