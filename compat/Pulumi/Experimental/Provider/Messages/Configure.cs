using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>The configuration of the provider.</summary>
public sealed class ConfigureRequest
{
    public ConfigureRequest(
        ImmutableDictionary<string, string> variables,
        ImmutableDictionary<string, PropertyValue> args,
        bool acceptSecrets,
        bool acceptResources,
        bool sendsOldInputs,
        bool sendsOldInputsToDelete)
    {
        Variables = variables;
        Args = args;
        AcceptSecrets = acceptSecrets;
        AcceptResources = acceptResources;
        SendsOldInputs = sendsOldInputs;
        SendsOldInputsToDelete = sendsOldInputsToDelete;
    }

    public ImmutableDictionary<string, string> Variables { get; }

    public ImmutableDictionary<string, PropertyValue> Args { get; }

    public bool AcceptSecrets { get; }

    public bool AcceptResources { get; }

    public bool SendsOldInputs { get; }

    public bool SendsOldInputsToDelete { get; }
}

/// <summary>What the provider understands.</summary>
public sealed class ConfigureResponse
{
    public bool AcceptSecrets { get; set; }

    public bool SupportsPreview { get; set; }

    public bool AcceptResources { get; set; }

    public bool AcceptOutputs { get; set; }
}
