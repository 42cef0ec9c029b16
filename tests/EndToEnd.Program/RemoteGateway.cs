using Pulumi;

namespace Sluice.EndToEnd.Program;

/// <summary>The gateway component as a package generated from the plugin's schema declares it: the plugin's process makes it.</summary>
internal sealed class RemoteGateway(string name, SharedGatewayArgs args) : ComponentResource("sluice:index:SharedGateway", name, args, remote: true)
{
    [Output("address")]
    public Output<string?> Address { get; private set; } = null!;
}
