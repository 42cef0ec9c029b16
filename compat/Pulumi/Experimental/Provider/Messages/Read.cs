using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A resource to look up.</summary>
public sealed class ReadRequest
{
    public ReadRequest(
        Urn urn,
        string id,
        ImmutableDictionary<string, PropertyValue> outputs,
        ImmutableDictionary<string, PropertyValue> inputs)
    {
        Urn = urn;
        Id = id;
        Outputs = outputs;
        Inputs = inputs;
    }

    public Urn Urn { get; }

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public string Id { get; }

    public ImmutableDictionary<string, PropertyValue> Outputs { get; }

    public ImmutableDictionary<string, PropertyValue> Inputs { get; }
}

/// <summary>The resource as it is; without an id it is gone.</summary>
public sealed class ReadResponse
{
    public string? Id { get; set; }

    public IDictionary<string, PropertyValue>? Outputs { get; set; }

    public IDictionary<string, PropertyValue>? Inputs { get; set; }
}
