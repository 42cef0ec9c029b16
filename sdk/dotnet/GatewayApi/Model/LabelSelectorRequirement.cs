namespace Sluice.GatewayApi;

/// <summary>A condition on a label.</summary>
public sealed class LabelSelectorRequirement : SchemaObject
{
    /// <summary>Label key.</summary>
    [Schema(Required = true)]
    public string? Key { get; set; }

    /// <summary>In, NotIn, Exists or DoesNotExist.</summary>
    [Schema(Required = true)]
    public string? Operator { get; set; }

    /// <summary>Values for In and NotIn.</summary>
    public IList<string>? Values { get; set; }
}
