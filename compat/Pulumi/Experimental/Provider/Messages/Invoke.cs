using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>A function call.</summary>
public sealed class InvokeRequest
{
    public InvokeRequest(string tok, ImmutableDictionary<string, PropertyValue> args)
    {
        Tok = tok;
        Args = args;
    }

    public string Tok { get; }

    public ImmutableDictionary<string, PropertyValue> Args { get; }
}

/// <summary>The result of a function call.</summary>
public sealed class InvokeResponse
{
    public IDictionary<string, PropertyValue>? Return { get; set; }

    public IList<CheckFailure>? Failures { get; set; }
}
