namespace Sluice.GatewayApi;

/// <summary>How clients are validated, for all ports and for single ones.</summary>
public sealed class FrontendTLSConfig : SchemaObject
{
    /// <summary>For every HTTPS port that has no entry in PerPort.</summary>
    [Schema(Required = true)]
    public TLSConfig? Default { get; set; }

    /// <summary>For single ports; at most 64.</summary>
    [Schema(MaxItems = 64)]
    [ListMap("port")]
    public IList<TLSPortConfig>? PerPort { get; set; }
}
