namespace Sluice.GatewayApi;

/// <summary>Settings of an authorization service that speaks gRPC.</summary>
public sealed class GRPCAuthConfig : SchemaObject
{
    /// <summary>Request headers passed on to the authorization service.</summary>
    [Schema(MaxItems = 64)]
    [ListSet]
    public IList<string>? AllowedHeaders { get; set; }
}
