namespace Sluice.Engine;

/// <summary>A failure the user can act on: one message that says what, where, what was seen and how to cure it.</summary>
internal sealed class EngineException : Exception
{
    public EngineException(string message)
        : base(message)
    {
    }

    public EngineException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Which of the command line's exit codes this failure ends in.</summary>
    public int ExitCode { get; init; } = 1;
}
