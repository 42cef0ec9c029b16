using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A resource to change.</summary>
public sealed class UpdateRequest
{
    public UpdateRequest(
        Urn urn,
        string id,
        ImmutableDictionary<string, PropertyValue> oldOutputs,
        ImmutableDictionary<string, PropertyValue> newInputs,
        TimeSpan timeout,
        ImmutableArray<string> ignoreChanges,
        bool preview,
        ImmutableDictionary<string, PropertyValue> oldInputs)
    {
        Urn = urn;
        Id = id;
        OldOutputs = oldOutputs;
        NewInputs = newInputs;
        Timeout = timeout;
        IgnoreChanges = ignoreChanges;
        Preview = preview;
        OldInputs = oldInputs;
    }

    public Urn Urn { get; }

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; }

    public ImmutableDictionary<string, PropertyValue> OldOutputs { get; }

    public ImmutableDictionary<string, PropertyValue> NewInputs { get; }

    public TimeSpan Timeout { get; }

    public ImmutableArray<string> IgnoreChanges { get; }

    public bool Preview { get; }

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; }
}

/// <summary>The changed resource.</summary>
public sealed class UpdateResponse
{
    public IDictionary<string, PropertyValue>? Outputs { get; set; }
}
