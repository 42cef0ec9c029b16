namespace Sluice.GatewayApi;

/// <summary>Which ListenerSets may attach to a Gateway.</summary>
public sealed class AllowedListeners : SchemaObject
{
    /// <summary>Which namespaces may attach ListenerSets; default None.</summary>
    [Schema(Default = """{"from":"None"}""")]
    public ListenerNamespaces? Namespaces { get; set; }
}
