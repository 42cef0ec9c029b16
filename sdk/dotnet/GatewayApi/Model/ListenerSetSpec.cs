namespace Sluice.GatewayApi;

/// <summary>Gateway and listeners of a ListenerSet.</summary>
public sealed class ListenerSetSpec : SchemaObject
{
    /// <summary>The listeners, by name; 1 to 64.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 64)]
    [ListMap("name")]
    public IList<GatewayListener>? Listeners { get; set; }

    /// <summary>The Gateway that is to serve them.</summary>
    [Schema(Required = true)]
    public ParentGatewayReference? ParentRef { get; set; }
}
