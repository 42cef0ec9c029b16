namespace Sluice.GatewayApi;

/// <summary>A change of the path.</summary>
public sealed class HTTPPathModifier : SchemaObject
{
    /// <summary>The new path; with type ReplaceFullPath.</summary>
    [Schema(MaxLength = 1024)]
    public string? ReplaceFullPath { get; set; }

    /// <summary>What takes the place of the matched prefix; with type ReplacePrefixMatch.</summary>
    [Schema(MaxLength = 1024)]
    public string? ReplacePrefixMatch { get; set; }

    /// <summary>ReplaceFullPath or ReplacePrefixMatch.</summary>
    [Schema(Required = true, Enum = ["ReplaceFullPath", "ReplacePrefixMatch"])]
    public string? Type { get; set; }
}
