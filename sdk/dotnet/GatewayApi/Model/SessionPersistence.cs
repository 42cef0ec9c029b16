namespace Sluice.GatewayApi;

/// <summary>Keeps a client on one backend.</summary>
public sealed class SessionPersistence : SchemaObject
{
    /// <summary>Longest life of a session, as a duration such as 1h.</summary>
    [Schema(Pattern = Patterns.Duration)]
    public string? AbsoluteTimeout { get; set; }

    /// <summary>With type Cookie.</summary>
    public CookieConfig? CookieConfig { get; set; }

    /// <summary>Name of the cookie or header; null to have one chosen. At most 128 characters.</summary>
    [Schema(MaxLength = 128)]
    public string? SessionName { get; set; }

    /// <summary>Cookie (default) or Header.</summary>
    [Schema(Enum = ["Cookie", "Header"], Default = "\"Cookie\"")]
    public string? Type { get; set; }
}
