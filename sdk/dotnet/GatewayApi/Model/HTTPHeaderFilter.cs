namespace Sluice.GatewayApi;

/// <summary>Edits headers.</summary>
public sealed class HTTPHeaderFilter : SchemaObject
{
    /// <summary>Added beside what is there; at most 16, by name.</summary>
    [Schema(MaxItems = 16)]
    [ListMap("name")]
    public IList<HTTPHeader>? Add { get; set; }

    /// <summary>Names taken away; at most 16.</summary>
    [Schema(MaxItems = 16)]
    [ListSet]
    public IList<string>? Remove { get; set; }

    /// <summary>Put in place of what is there; at most 16, by name.</summary>
    [Schema(MaxItems = 16)]
    [ListMap("name")]
    public IList<HTTPHeader>? Set { get; set; }
}
