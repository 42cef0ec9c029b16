namespace Sluice.GatewayApi;

/// <summary>Time limits of a rule, as durations such as 500ms; 0s for no limit.</summary>
public sealed class HTTPRouteTimeouts : SchemaObject
{
    /// <summary>For one attempt; not above Request.</summary>
    [Schema(Pattern = Patterns.Duration)]
    public string? BackendRequest { get; set; }

    /// <summary>For the whole request with its retries.</summary>
    [Schema(Pattern = Patterns.Duration)]
    public string? Request { get; set; }
}
