namespace Sluice.GatewayApi;

/// <summary>How a session cookie lives.</summary>
public sealed class CookieConfig : SchemaObject
{
    /// <summary>Permanent keeps the cookie for the absolute timeout, Session (default) as long as the browser runs.</summary>
    [Schema(Enum = ["Permanent", "Session"], Default = "\"Session\"")]
    public string? LifetimeType { get; set; }
}
