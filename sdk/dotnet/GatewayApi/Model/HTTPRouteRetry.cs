namespace Sluice.GatewayApi;

/// <summary>When a request is tried again.</summary>
public sealed class HTTPRouteRetry : SchemaObject
{
    /// <summary>Retries after the first attempt, at least 1.</summary>
    [Schema(Minimum = 1)]
    public long? Attempts { get; set; }

    /// <summary>Least time between two attempts, as a duration such as 100ms.</summary>
    [Schema(Pattern = Patterns.Duration)]
    public string? Backoff { get; set; }

    /// <summary>Status codes that are tried again, 400 to 599.</summary>
    [ItemSchema(Minimum = 400, Maximum = 599)]
    [ListSet]
    public IList<int>? Codes { get; set; }
}
