using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>Shares the UDP datagrams of a listener among Services by weight; a client stays with one while it keeps sending.</summary>
public sealed class UdpForward : ComponentResource
{
    /// <summary>Declares the route.</summary>
    /// <param name="name">Name of the component and of the UDPRoute.</param>
    /// <param name="args">What the route does.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public UdpForward(string name, UdpForwardArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.UdpForward, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(UdpForward), name, StreamRouteChecks.Check(args.Namespace, args.Parent, args.Parents, args.Backends));
        var objects = StreamRouteSynthesis.Udp(gate, name, args);
        Children.Grants(this, objects.Grants);
        var route = new UDPRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
        Name = route.Metadata.Apply(metadata => metadata.Name);
        Namespace = route.Metadata.Apply(metadata => metadata.Namespace);
        RegisterOutputs();
    }

    /// <summary>The UDPRoute's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The UDPRoute's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }
}
