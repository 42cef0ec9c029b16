using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A resource to create.</summary>
public sealed class CreateRequest
{
    public CreateRequest(Urn urn, ImmutableDictionary<string, PropertyValue> inputs, TimeSpan timeout, bool preview)
    {
        Urn = urn;
        Inputs = inputs;
        Timeout = timeout;
        Preview = preview;
    }

    public Urn Urn { get; }

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public ImmutableDictionary<string, PropertyValue> Inputs { get; }

    public TimeSpan Timeout { get; }

    public bool Preview { get; }
}

/// <summary>The created resource.</summary>
public sealed class CreateResponse
{
    public string? Id { get; set; }

    public IDictionary<string, PropertyValue>? Outputs { get; set; }
}
