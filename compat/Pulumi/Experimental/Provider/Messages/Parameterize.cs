using System.Collections.Immutable;

namespace Pulumi.Experimental.Provider;

/// <summary>Parameters to make a package of.</summary>
public sealed class ParameterizeRequest
{
    public ParameterizeRequest(Parameters parameters)
    {
        Parameters = parameters;
    }

    public Parameters Parameters { get; }
}

/// <summary>The package they made.</summary>
public sealed class ParameterizeResponse
{
    public ParameterizeResponse(string name, string version)
    {
        Name = name;
        Version = version;
    }

    public string Name { get; }

    public string Version { get; }
}

/// <summary>Where parameters come from.</summary>
public abstract class Parameters;

/// <summary>Parameters from a command line.</summary>
public sealed class ParametersArgs : Parameters
{
    public ParametersArgs(ImmutableArray<string> args)
    {
        Args = args;
    }

    public ImmutableArray<string> Args { get; }
}

/// <summary>Parameters from a generated SDK.</summary>
public sealed class ParametersValue : Parameters
{
    public ParametersValue(string name, string version, ImmutableArray<byte> value)
    {
        Name = name;
        Version = version;
        Value = value;
    }

    public string Name { get; }

    public string Version { get; }

    public ImmutableArray<byte> Value { get; }
}
