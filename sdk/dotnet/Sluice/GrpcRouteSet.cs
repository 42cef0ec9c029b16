using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>Sends gRPC calls to Services by host, service, method and header.</summary>
public sealed class GrpcRouteSet : ComponentResource
{
    /// <summary>Declares the route.</summary>
    /// <param name="name">Name of the component and of the GRPCRoute.</param>
    /// <param name="args">What the route does.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public GrpcRouteSet(string name, GrpcRouteSetArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.GrpcRouteSet, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(GrpcRouteSet), name, GrpcRouteSetChecks.Check(args));
        var objects = GrpcRouteSetSynthesis.Make(gate, name, args);
        Children.Grants(this, objects.Grants);
        var route = new GRPCRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
        Name = route.Metadata.Apply(metadata => metadata.Name);
        Namespace = route.Metadata.Apply(metadata => metadata.Namespace);
        RegisterOutputs();
    }

    /// <summary>The GRPCRoute's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The GRPCRoute's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }
}
