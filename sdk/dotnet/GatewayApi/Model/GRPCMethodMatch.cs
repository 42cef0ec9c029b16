namespace Sluice.GatewayApi;

/// <summary>A condition on the gRPC service and method; at least one of both is given.</summary>
public sealed class GRPCMethodMatch : SchemaObject
{
    /// <summary>Method name; null for any. Case-sensitive.</summary>
    [Schema(MaxLength = 1024)]
    public string? Method { get; set; }

    /// <summary>Fully qualified service name; null for any. Case-sensitive.</summary>
    [Schema(MaxLength = 1024)]
    public string? Service { get; set; }

    /// <summary>How the value is compared: Exact (default) or RegularExpression.</summary>
    [Schema(Enum = ["Exact", "RegularExpression"], Default = "\"Exact\"")]
    public string? Type { get; set; }
}
