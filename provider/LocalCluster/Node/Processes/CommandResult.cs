namespace Sluice.LocalCluster.Node.Processes;

/// <summary>The end of a command that ran inside a container.</summary>
internal readonly record struct CommandResult(int ExitCode, string Output);
