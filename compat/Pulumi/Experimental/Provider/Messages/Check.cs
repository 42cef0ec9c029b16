using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>Inputs to validate and complete.</summary>
public sealed class CheckRequest
{
    public CheckRequest(
        Urn urn,
        ImmutableDictionary<string, PropertyValue> oldInputs,
        ImmutableDictionary<string, PropertyValue> newInputs,
        ImmutableArray<byte> randomSeed)
    {
        Urn = urn;
        OldInputs = oldInputs;
        NewInputs = newInputs;
        RandomSeed = randomSeed;
    }

    public Urn Urn { get; }

    public string Type => Pulumi.Urn.TypeOf(Urn);

    public string Name => Pulumi.Urn.NameOf(Urn);

    public ImmutableDictionary<string, PropertyValue> OldInputs { get; }

    public ImmutableDictionary<string, PropertyValue> NewInputs { get; }

    public ImmutableArray<byte> RandomSeed { get; }
}

/// <summary>The inputs with defaults, or what is wrong with them.</summary>
public sealed class CheckResponse
{
    public IDictionary<string, PropertyValue>? Inputs { get; set; }

    public IList<CheckFailure>? Failures { get; set; }
}
