using Sluice.GatewayApi;

namespace Sluice.Control.Tests;

/// <summary>Gateways in few words.</summary>
internal static class Gateways
{
    public static Gateway New(string name, params (string Type, string Value)[] addresses) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "infra", Uid = $"uid-{name}", Generation = 1, ResourceVersion = "1" },
        Spec = new GatewaySpec
        {
            GatewayClassName = "sluice",
            Listeners = [new GatewayListener { Name = "http", Port = 80, Protocol = "HTTP" }],
            Addresses = addresses.Length == 0 ? null : [.. addresses.Select(address => new GatewaySpecAddress { Type = address.Type, Value = address.Value })],
        },
    };
}
