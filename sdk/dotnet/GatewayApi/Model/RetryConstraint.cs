namespace Sluice.GatewayApi;

/// <summary>Limits on retries to a backend.</summary>
public sealed class RetryConstraint : SchemaObject
{
    /// <summary>Share of the traffic that may be retries; default 20 percent of 10s.</summary>
    [Schema(Default = """{"interval":"10s","percent":20}""")]
    public BudgetDetails? Budget { get; set; }

    /// <summary>Retries that are always allowed; default 10 per second.</summary>
    [Schema(Default = """{"count":10,"interval":"1s"}""")]
    public RequestRate? MinRetryRate { get; set; }
}
