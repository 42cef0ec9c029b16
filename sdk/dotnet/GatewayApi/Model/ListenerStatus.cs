namespace Sluice.GatewayApi;

/// <summary>State of one listener.</summary>
public sealed class ListenerStatus : SchemaObject
{
    /// <summary>Number of routes that are attached.</summary>
    [Schema(Required = true, Format = "int32")]
    public int? AttachedRoutes { get; set; }

    /// <summary>State as conditions, at most one per type.</summary>
    [Schema(Required = true, MaxItems = 8)]
    [ListMap("type")]
    public IList<Condition>? Conditions { get; set; }

    /// <summary>Name of the listener.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 253, Pattern = Patterns.DnsSubdomain)]
    public string? Name { get; set; }

    /// <summary>Kinds of route that can attach.</summary>
    [Schema(MaxItems = 8)]
    public IList<RouteGroupKind>? SupportedKinds { get; set; }
}
