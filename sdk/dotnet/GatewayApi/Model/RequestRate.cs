namespace Sluice.GatewayApi;

/// <summary>Requests per time.</summary>
public sealed class RequestRate : SchemaObject
{
    /// <summary>Requests per interval, 1 to 1,000,000.</summary>
    [Schema(Minimum = 1, Maximum = 1000000)]
    public int? Count { get; set; }

    /// <summary>Length of the interval, up to 1h.</summary>
    [Schema(Pattern = Patterns.Duration)]
    public string? Interval { get; set; }
}
