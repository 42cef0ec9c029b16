using Pulumi;

namespace Sluice;

/// <summary>Which client certificates a listener accepts. The rule holds for all HTTPS listeners of the same port.</summary>
public sealed class ClientValidationArgs : ResourceArgs
{
    /// <summary>ConfigMaps in the gateway's namespace whose key <c>ca.crt</c> holds trusted certificates.</summary>
    [Input("caConfigMaps")]
    public List<Input<string>> CaConfigMaps { get; set => field = value ?? []; } = [];

    /// <summary><c>AllowValidOnly</c> (the default) or <c>AllowInsecureFallback</c>, which also lets clients without a valid one in.</summary>
    [Input("mode")]
    public Input<string>? Mode { get; set; }
}
