namespace Sluice.GatewayApi;

/// <summary>Class and listeners of a Gateway.</summary>
public sealed class GatewaySpec : SchemaObject
{
    /// <summary>Addresses asked for; null to have them chosen. At most 16.</summary>
    [Schema(MaxItems = 16)]
    public IList<GatewaySpecAddress>? Addresses { get; set; }

    /// <summary>Which ListenerSets may add listeners; null for none.</summary>
    public AllowedListeners? AllowedListeners { get; set; }

    /// <summary>Whether routes that ask for default Gateways attach here: All or None.</summary>
    [Schema(Enum = ["All", "None"])]
    [ExperimentalChannel]
    public string? DefaultScope { get; set; }

    /// <summary>Name of the GatewayClass.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253)]
    public string? GatewayClassName { get; set; }

    /// <summary>Labels, annotations and settings of what is made for the Gateway.</summary>
    public GatewayInfrastructure? Infrastructure { get; set; }

    /// <summary>The listeners, by name; 1 to 64.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 64)]
    [ListMap("name")]
    public IList<GatewayListener>? Listeners { get; set; }

    /// <summary>TLS settings that hold for all listeners.</summary>
    public GatewayTLSConfig? Tls { get; set; }
}
