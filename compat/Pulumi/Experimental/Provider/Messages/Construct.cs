using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A component to construct.</summary>
public sealed class ConstructRequest
{
    public ConstructRequest(string type, string name, ImmutableDictionary<string, PropertyValue> inputs, ComponentResourceOptions options)
    {
        Type = type;
        Name = name;
        Inputs = inputs;
        Options = options;
    }

    public string Type { get; init; }

    public string Name { get; init; }

    public ImmutableDictionary<string, PropertyValue> Inputs { get; init; }

    public ComponentResourceOptions Options { get; init; }
}

/// <summary>The constructed component.</summary>
public sealed class ConstructResponse
{
    public ConstructResponse(Urn urn, IDictionary<string, PropertyValue> outputs, IDictionary<string, ISet<Urn>> outputDependencies)
    {
        Urn = urn;
        Outputs = outputs;
        OutputDependencies = outputDependencies;
    }

    public Urn Urn { get; init; }

    public IDictionary<string, PropertyValue> Outputs { get; init; }

    public IDictionary<string, ISet<Urn>> OutputDependencies { get; init; }
}
