namespace Sluice.Cli;

/// <summary>What every command ends with.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The run failed; the messages say why.</summary>
    public const int Error = 1;

    /// <summary>The command line, the project or its configuration is wrong; nothing was begun.</summary>
    public const int Usage = 2;

    /// <summary>The stack named does not exist.</summary>
    public const int StackNotFound = 6;

    /// <summary><c>--expect-no-changes</c> was given and there were changes.</summary>
    public const int UnexpectedChanges = 7;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Cancelled = 130;

    /// <summary>A bug.</summary>
    public const int Internal = 255;
}
