namespace Sluice.GatewayApi;

/// <summary>A condition on the path.</summary>
public sealed class HTTPPathMatch : SchemaObject
{
    /// <summary>Exact, PathPrefix (default, by path element) or RegularExpression.</summary>
    [Schema(Enum = ["Exact", "PathPrefix", "RegularExpression"], Default = "\"PathPrefix\"")]
    public string? Type { get; set; }

    /// <summary>The path; default /.</summary>
    [Schema(MaxLength = 1024, Default = "\"/\"")]
    public string? Value { get; set; }
}
