namespace Sluice.GatewayApi;

/// <summary>Namespaces whose routes may attach.</summary>
public sealed class RouteNamespaces : SchemaObject
{
    /// <summary>All, Selector or Same (default).</summary>
    [Schema(Enum = ["All", "Selector", "Same"], Default = "\"Same\"")]
    public string? From { get; set; }

    /// <summary>Selects namespaces by label; used with From = Selector.</summary>
    public LabelSelector? Selector { get; set; }
}
