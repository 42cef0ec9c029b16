namespace Sluice.GatewayApi;

/// <summary>One aspect of an object's state.</summary>
public sealed class Condition : SchemaObject
{
    /// <summary>When the status last moved, RFC 3339.</summary>
    [Schema(Required = true, Format = "date-time")]
    public string? LastTransitionTime { get; set; }

    /// <summary>For people; may be empty.</summary>
    [Schema(Required = true, MaxLength = 32768)]
    public string? Message { get; set; }

    /// <summary>metadata.generation of the object that the condition speaks about.</summary>
    [Schema(Minimum = 0, Format = "int64")]
    public long? ObservedGeneration { get; set; }

    /// <summary>Why, as one CamelCase word.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 1024, Pattern = Patterns.ConditionReason)]
    public string? Reason { get; set; }

    /// <summary>True, False or Unknown.</summary>
    [Schema(Required = true, Enum = ["True", "False", "Unknown"])]
    public string? Status { get; set; }

    /// <summary>What the condition is about, in CamelCase.</summary>
    [Schema(Required = true, MaxLength = 316, Pattern = Patterns.ConditionType)]
    public string? Type { get; set; }
}
