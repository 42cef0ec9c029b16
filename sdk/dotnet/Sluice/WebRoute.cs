using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>Sends HTTP requests to Services by host, path, header, query and method.</summary>
/// <example>
/// <code>
/// _ = new WebRoute("bookinfo", new()
/// {
///     Parent = gateway.Reference,
///     Rules = { new() { Paths = { PathMatch.Exact("/productpage") }, Backend = Backend.Service("productpage", 9080) } },
/// });
/// </code>
/// </example>
public sealed class WebRoute : ComponentResource
{
    /// <summary>Declares the route.</summary>
    /// <param name="name">Name of the component and of the HTTPRoute.</param>
    /// <param name="args">What the route does.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public WebRoute(string name, WebRouteArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.WebRoute, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(WebRoute), name, WebRouteChecks.Check(args));
        var objects = WebRouteSynthesis.Make(gate, name, args);
        Children.Grants(this, objects.Grants);
        var route = new HTTPRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
        Name = route.Metadata.Apply(metadata => metadata.Name);
        Namespace = route.Metadata.Apply(metadata => metadata.Namespace);
        RegisterOutputs();
    }

    /// <summary>The HTTPRoute's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The HTTPRoute's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }
}
