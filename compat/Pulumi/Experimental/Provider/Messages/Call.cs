using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A method call.</summary>
public sealed class CallRequest
{
    public CallRequest(ResourceReference? self, string tok, ImmutableDictionary<string, PropertyValue> args)
    {
        Self = self;
        Tok = tok;
        Args = args;
    }

    public ResourceReference? Self { get; }

    public string Tok { get; init; }

    public ImmutableDictionary<string, PropertyValue> Args { get; init; }
}

/// <summary>The result of a method call.</summary>
public sealed class CallResponse
{
    public CallResponse(
        IDictionary<string, PropertyValue>? @return,
        IList<CheckFailure>? failures,
        IDictionary<string, ISet<Urn>> returnDependencies)
    {
        Return = @return;
        Failures = failures;
        ReturnDependencies = returnDependencies;
    }

    public IDictionary<string, PropertyValue>? Return { get; init; }

    public IDictionary<string, ISet<Urn>> ReturnDependencies { get; init; }

    public IList<CheckFailure>? Failures { get; init; }
}
