namespace Pulumi.Experimental.Provider;

/// <summary>How one property changes.</summary>
public sealed class PropertyDiff
{
    public PropertyDiffKind Kind { get; set; }

    /// <summary>True if the inputs differ, false if an input differs from the state.</summary>
    public bool InputDiff { get; set; }
}

/// <summary>What happens to a property, and whether it takes a replacement.</summary>
public enum PropertyDiffKind
{
    Add = 0,
    AddReplace = 1,
    Delete = 2,
    DeleteReplace = 3,
    Update = 4,
    UpdateReplace = 5,
}
