namespace Sluice.GatewayApi;

/// <summary>Selects by labels; all conditions hold together, none selects everything.</summary>
[AtomicMap]
public sealed class LabelSelector : SchemaObject
{
    /// <summary>Conditions with operators.</summary>
    public IList<LabelSelectorRequirement>? MatchExpressions { get; set; }

    /// <summary>Labels with the values they must have.</summary>
    public IDictionary<string, string>? MatchLabels { get; set; }
}
