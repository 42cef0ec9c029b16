namespace Sluice.GatewayApi;

/// <summary>Referrers and targets of a ReferenceGrant.</summary>
public sealed class ReferenceGrantSpec : SchemaObject
{
    /// <summary>Who may refer; 1 to 16.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 16)]
    public IList<ReferenceGrantFrom>? From { get; set; }

    /// <summary>What may be referred to; 1 to 16.</summary>
    [Schema(Required = true, MinItems = 1, MaxItems = 16)]
    public IList<ReferenceGrantTo>? To { get; set; }
}
