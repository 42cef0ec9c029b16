using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>Old state and new inputs to compare.</summary>
public sealed class DiffRequest
{
    public DiffRequest(
        Urn urn,
        string id,
        ImmutableDictionary<string, PropertyValue> oldOutputs,
        ImmutableDictionary<string, PropertyValue> newInputs,
        ImmutableArray<string> ignoreChanges,
        ImmutableDictionary<string, PropertyValue> oldInputs)
    {
        Urn = urn;
        Id = id;
        OldOutputs = oldOutputs;
        NewInputs = newInputs;
        IgnoreChanges = ignoreChanges;
        OldInputs = oldInputs;
    }

    public Urn Urn { get; }

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; }

    public ImmutableDictionary<string, PropertyValue> OldOutputs { get; }

    public ImmutableDictionary<string, PropertyValue> NewInputs { get; }

    public ImmutableArray<string> IgnoreChanges { get; }

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; }
}

/// <summary>What changes and what that means.</summary>
public sealed class DiffResponse
{
    /// <summary>Whether anything changes; null if that cannot be told.</summary>
    public bool? Changes { get; set; }

    /// <summary>The properties that only a replacement can change.</summary>
    public IList<string>? Replaces { get; set; }

    /// <summary>The outputs that keep their value.</summary>
    public IList<string>? Stables { get; set; }

    public bool DeleteBeforeReplace { get; set; }

    public IList<string>? Diffs { get; set; }

    public IDictionary<string, PropertyDiff>? DetailedDiff { get; set; }
}
