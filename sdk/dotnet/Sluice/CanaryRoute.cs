using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>
/// Shares requests between a stable version and a canary. Its parent is a gateway, or a Service whose callers inside the cluster are meant.
/// </summary>
/// <example>
/// <code>
/// _ = new CanaryRoute("reviews", new()
/// {
///     Parent = Parent.Service("reviews", 9080),
///     Stable = Backend.Service("reviews-v1", 9080),
///     Canary = Backend.Service("reviews-v3", 9080),
///     CanaryWeight = config.RequireInt32("reviewsCanaryWeight"),
///     Pins = { Pin.Header("end-user", "jason", Backend.Service("reviews-v2", 9080)) },
/// });
/// </code>
/// </example>
public sealed class CanaryRoute : ComponentResource
{
    /// <summary>Declares the route.</summary>
    /// <param name="name">Name of the component and of the route.</param>
    /// <param name="args">What the route does.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public CanaryRoute(string name, CanaryRouteArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.CanaryRoute, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(CanaryRoute), name, CanaryRouteChecks.Check(args));
        if (args.IsGrpc())
        {
            var objects = CanaryRouteSynthesis.MakeGrpc(gate, name, args);
            Children.Grants(this, objects.Grants);
            var route = new GRPCRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
            (Name, Namespace) = (route.Metadata.Apply(metadata => metadata.Name), route.Metadata.Apply(metadata => metadata.Namespace));
        }
        else
        {
            var objects = CanaryRouteSynthesis.MakeHttp(gate, name, args);
            Children.Grants(this, objects.Grants);
            var route = new HTTPRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
            (Name, Namespace) = (route.Metadata.Apply(metadata => metadata.Name), route.Metadata.Apply(metadata => metadata.Namespace));
        }

        RegisterOutputs();
    }

    /// <summary>The route's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The route's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }
}
