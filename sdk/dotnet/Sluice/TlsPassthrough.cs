using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>Passes TLS connections on unopened, by the name the client asks for; the backends hold the certificates.</summary>
public sealed class TlsPassthrough : ComponentResource
{
    /// <summary>Declares the route.</summary>
    /// <param name="name">Name of the component and of the TLSRoute.</param>
    /// <param name="args">What the route does.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public TlsPassthrough(string name, TlsPassthroughArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.TlsPassthrough, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(TlsPassthrough), name, StreamRouteChecks.CheckTls(args));
        var objects = StreamRouteSynthesis.Tls(gate, name, args);
        Children.Grants(this, objects.Grants);
        var route = new TLSRoute(objects.Route.Name, objects.Route.Args, Children.Options(this));
        Name = route.Metadata.Apply(metadata => metadata.Name);
        Namespace = route.Metadata.Apply(metadata => metadata.Namespace);
        RegisterOutputs();
    }

    /// <summary>The TLSRoute's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The TLSRoute's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }
}
