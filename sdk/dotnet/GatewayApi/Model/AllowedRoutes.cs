namespace Sluice.GatewayApi;

/// <summary>Which routes may attach to a listener.</summary>
public sealed class AllowedRoutes : SchemaObject
{
    /// <summary>Kinds of route that may attach; null for all that suit the protocol. At most 8.</summary>
    [Schema(MaxItems = 8)]
    public IList<RouteGroupKind>? Kinds { get; set; }

    /// <summary>Which namespaces may attach routes; default Same.</summary>
    [Schema(Default = """{"from":"Same"}""")]
    public RouteNamespaces? Namespaces { get; set; }
}
