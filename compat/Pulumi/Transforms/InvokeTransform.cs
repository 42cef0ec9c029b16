using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Changes the arguments and options of a function call just before the engine makes it.</summary>
public delegate Task<InvokeTransformResult?> InvokeTransform(InvokeTransformArgs args, CancellationToken cancellationToken = default);

/// <summary>What a transform of a function call sees.</summary>
public readonly struct InvokeTransformArgs
{
    public InvokeTransformArgs(string token, ImmutableDictionary<string, object?> args, InvokeOptions options)
    {
        Token = token;
        Args = args;
        Options = options;
    }

    public string Token { get; }

    public ImmutableDictionary<string, object?> Args { get; }

    public InvokeOptions Options { get; }
}

/// <summary>What it makes of it.</summary>
public readonly struct InvokeTransformResult
{
    public InvokeTransformResult(ImmutableDictionary<string, object?> args, InvokeOptions options)
    {
        Args = args;
        Options = options;
    }

    public ImmutableDictionary<string, object?> Args { get; }

    public InvokeOptions Options { get; }
}
