namespace Sluice.GatewayApi;

/// <summary>Namespaces whose ListenerSets may attach.</summary>
public sealed class ListenerNamespaces : SchemaObject
{
    /// <summary>All, Same, Selector or None (default).</summary>
    [Schema(Enum = ["All", "Selector", "Same", "None"], Default = "\"None\"")]
    public string? From { get; set; }

    /// <summary>Selects namespaces by label; used with From = Selector.</summary>
    public LabelSelector? Selector { get; set; }
}
