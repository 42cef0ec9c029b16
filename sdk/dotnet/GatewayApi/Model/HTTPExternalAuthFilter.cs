namespace Sluice.GatewayApi;

/// <summary>Asks a service whether a request may pass.</summary>
public sealed class HTTPExternalAuthFilter : SchemaObject
{
    /// <summary>The authorization service.</summary>
    [Schema(Required = true)]
    public BackendObjectReference? BackendRef { get; set; }

    /// <summary>Whether the body is sent along; null for no.</summary>
    public ForwardBodyConfig? ForwardBody { get; set; }

    /// <summary>With protocol GRPC.</summary>
    public GRPCAuthConfig? Grpc { get; set; }

    /// <summary>With protocol HTTP.</summary>
    public HTTPAuthConfig? Http { get; set; }

    /// <summary>HTTP or GRPC (Envoy's ext_authz).</summary>
    [Schema(Required = true, Enum = ["HTTP", "GRPC"])]
    public string? Protocol { get; set; }
}
