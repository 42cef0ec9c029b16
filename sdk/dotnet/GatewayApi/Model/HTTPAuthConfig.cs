namespace Sluice.GatewayApi;

/// <summary>Settings of an authorization service that speaks HTTP.</summary>
public sealed class HTTPAuthConfig : SchemaObject
{
    /// <summary>Request headers passed on to the authorization service.</summary>
    [Schema(MaxItems = 64)]
    [ListSet]
    public IList<string>? AllowedHeaders { get; set; }

    /// <summary>Headers of the authorization response that the backend gets.</summary>
    [Schema(MaxItems = 64)]
    [ListSet]
    public IList<string>? AllowedResponseHeaders { get; set; }

    /// <summary>Prefix put before the request's path.</summary>
    [Schema(MaxLength = 1024, Pattern = Patterns.UriPath)]
    public string? Path { get; set; }
}
