using Pulumi;

namespace Sluice;

/// <summary>An address a gateway asks for.</summary>
public sealed class GatewayAddressArgs : ResourceArgs
{
    /// <summary><c>IPAddress</c> (the default) or <c>Hostname</c>; the latter means that the gateway's deployment is run by hand.</summary>
    [Input("type")]
    public Input<string>? Type { get; set; }

    /// <summary>The address; any of the type if absent.</summary>
    [Input("value")]
    public Input<string>? Value { get; set; }
}
