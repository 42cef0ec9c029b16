namespace Sluice.GatewayApi;

/// <summary>How much of the traffic may be retries.</summary>
public sealed class BudgetDetails : SchemaObject
{
    /// <summary>Length of the window that is looked at, 1s to 1h; default 10s.</summary>
    [Schema(Pattern = Patterns.Duration, Default = "\"10s\"")]
    public string? Interval { get; set; }

    /// <summary>Retries in percent of the requests of the window, 0 to 100; default 20.</summary>
    [Schema(Minimum = 0, Maximum = 100, Default = "20")]
    public int? Percent { get; set; }
}
