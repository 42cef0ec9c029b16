using System.CommandLine;
using Sluice.Cli.Commands;
using Sluice.Engine;

namespace Sluice.Cli;

/// <summary>The commands, and how every one of them ends.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Deploy Pulumi programs without the Pulumi CLI, to a local cluster or any other.");
        root.Options.Add(CommonOptions.Cwd);
        foreach (var command in StackCommands.All())
        {
            root.Subcommands.Add(command);
        }

        root.Subcommands.Add(ConfigCommands.Create());
        root.Subcommands.Add(LocalCommands.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        return root;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"error: {error.Message}");
            }

            await Console.Error.WriteLineAsync("See: sluice --help");
            return ExitCodes.Usage;
        }

        using var interruption = new Interruption();
        try
        {
            // No timeout, since the library would also take the signals; they are ours.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (EngineException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Cancelled. The state says what was done; run again to go on.");
            return ExitCodes.Cancelled;
        }
#pragma warning disable CA1031 // The last line of defence: a bug ends in one message and its own exit code, whatever it is.
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"internal error: {e}");
            return ExitCodes.Internal;
        }
#pragma warning restore CA1031
    }
}
