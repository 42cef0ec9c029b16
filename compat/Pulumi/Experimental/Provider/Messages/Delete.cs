using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A resource to delete.</summary>
public sealed class DeleteRequest
{
    public DeleteRequest(
        Urn urn,
        string id,
        ImmutableDictionary<string, PropertyValue> oldOutputs,
        TimeSpan timeout,
        ImmutableDictionary<string, PropertyValue> oldInputs)
    {
        Urn = urn;
        Id = id;
        OldOutputs = oldOutputs;
        Timeout = timeout;
        OldInputs = oldInputs;
    }

    public Urn Urn { get; }

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; }

    public ImmutableDictionary<string, PropertyValue> OldOutputs { get; }

    public TimeSpan Timeout { get; }

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; }
}
