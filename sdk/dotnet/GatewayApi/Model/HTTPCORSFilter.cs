namespace Sluice.GatewayApi;

/// <summary>Answers cross-origin requests.</summary>
public sealed class HTTPCORSFilter : SchemaObject
{
    /// <summary>Whether cookies and authorization may be sent.</summary>
    public bool? AllowCredentials { get; set; }

    /// <summary>Request headers allowed; the lone * for all. At most 64.</summary>
    [Schema(MaxItems = 64)]
    [ItemSchema(MinLength = 1, MaxLength = 256, Pattern = Patterns.HeaderName)]
    [ListSet]
    public IList<string>? AllowHeaders { get; set; }

    /// <summary>Methods allowed; the lone * for all. At most 9.</summary>
    [Schema(MaxItems = 9)]
    [ItemSchema(Enum = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"])]
    [ListSet]
    public IList<string>? AllowMethods { get; set; }

    /// <summary>Origins allowed, optionally with a leading wildcard label; the lone * for all. At most 64.</summary>
    [Schema(MaxItems = 64)]
    [ItemSchema(MinLength = 1, MaxLength = 253, Pattern = Patterns.CorsOrigin)]
    [ListSet]
    public IList<string>? AllowOrigins { get; set; }

    /// <summary>Response headers that scripts may read. At most 64.</summary>
    [Schema(MaxItems = 64)]
    [ItemSchema(MinLength = 1, MaxLength = 256, Pattern = Patterns.HeaderName)]
    [ListSet]
    public IList<string>? ExposeHeaders { get; set; }

    /// <summary>Seconds for which a preflight answer may be kept, at least 1; default 5.</summary>
    [Schema(Minimum = 1, Format = "int32", Default = "5")]
    public int? MaxAge { get; set; }
}
