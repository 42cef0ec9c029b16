namespace Sluice.GatewayApi;

/// <summary>State of an XBackend.</summary>
public sealed class XBackendStatus : SchemaObject
{
    /// <summary>State per parent; at most 32.</summary>
    [Schema(MaxItems = 32)]
    public IList<XBackendParentStatus>? Parents { get; set; }
}
