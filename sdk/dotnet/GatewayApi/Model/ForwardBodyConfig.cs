namespace Sluice.GatewayApi;

/// <summary>How much of the body an authorization request carries.</summary>
public sealed class ForwardBodyConfig : SchemaObject
{
    /// <summary>Bytes at most; 0 or null for none.</summary>
    public long? MaxSize { get; set; }
}
