using Pulumi;
using Sluice.Checking;
using Sluice.Crds.Gateway.V1;
using Sluice.Synthesis;

namespace Sluice;

/// <summary>A gateway that routes of this and other programs share.</summary>
/// <example>
/// <code>
/// var gateway = new SharedGateway("bookinfo-gateway", new()
/// {
///     Namespace = "bookinfo",
///     Listeners = { Listener.Http("http", 80) },
/// });
/// </code>
/// </example>
public sealed class SharedGateway : ComponentResource
{
    /// <summary>Declares the gateway.</summary>
    /// <param name="name">Name of the component and of the Gateway.</param>
    /// <param name="args">What the gateway listens on, and who may use it.</param>
    /// <param name="options">How the engine treats the component.</param>
    /// <exception cref="InvalidArgsException">The arguments cannot work; every problem is listed.</exception>
    public SharedGateway(string name, SharedGatewayArgs args, ComponentResourceOptions? options = null)
        : base(ComponentTypes.SharedGateway, name, options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var gate = Gate.For(nameof(SharedGateway), name, SharedGatewayChecks.Check(args));
        Children.Grants(this, SharedGatewaySynthesis.Grants(gate, name, args));
        var declared = SharedGatewaySynthesis.Gateway(gate, name, args);
        var gateway = new Gateway(declared.Name, declared.Args, Children.Options(this));
        Name = gateway.Metadata.Apply(metadata => metadata.Name);
        Namespace = gateway.Metadata.Apply(metadata => metadata.Namespace);
        ClassName = gateway.Spec.Apply(spec => spec.GatewayClassName);
        Addresses = gateway.Status.Apply(status => status?.Addresses is { IsDefault: false } addresses
            ? addresses.Select(address => address.Value ?? "").Where(address => address.Length > 0).ToList()
            : []);
        Address = Addresses.Apply(addresses => addresses.Count > 0 ? addresses[0] : null);
        Reference = gateway.Metadata.Apply(metadata => new GatewayReference(Kinds.Gateway, metadata.Name, metadata.Namespace));
        Children.Redirects(this, GatewayListeners.Redirects(gate, name, args.Listeners, Reference, args.SkipAwait));
        RegisterOutputs();
    }

    /// <summary>The Gateway's name.</summary>
    [Output("name")]
    public Output<string> Name { get; }

    /// <summary>The Gateway's namespace.</summary>
    [Output("namespace")]
    public Output<string> Namespace { get; }

    /// <summary>The Gateway's class.</summary>
    [Output("className")]
    public Output<string> ClassName { get; }

    /// <summary>Where clients reach the gateway: addresses or host names. Empty while it is not programmed.</summary>
    [Output("addresses")]
    public Output<List<string>> Addresses { get; }

    /// <summary>The first of <see cref="Addresses"/>; null while there is none.</summary>
    [Output("address")]
    public Output<string?> Address { get; }

    /// <summary>What routes of this and other stacks name as their parent.</summary>
    [Output("reference")]
    public Output<GatewayReference> Reference { get; }
}
