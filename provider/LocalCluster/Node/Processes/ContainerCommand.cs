using System.Diagnostics;
using System.Text;

namespace Sluice.LocalCluster.Node.Processes;

/// <summary>The surroundings in which further commands of a container run.</summary>
internal sealed record ContainerCommandContext(IReadOnlyDictionary<string, string> Environment, string Root);

/// <summary>Runs a command in the surroundings of a container: exec probes, hooks, <c>kubectl exec</c>.</summary>
internal static class ContainerCommand
{
    private const int MaxOutput = 64 * 1024;

    /// <summary>The same at a terminal: a session of its own whose controlling terminal it is, so that Ctrl-C reaches the program.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command, ContainerCommandContext context, PseudoTerminal terminal)
    {
        const string Script = "far=$1; shift; exec setsid --ctty --wait \"$@\" <\"$far\" >\"$far\" 2>&1";
        ProcessStartInfo info = StartInfo(["/bin/sh", "-c", Script, "sh", terminal.FarEnd, .. command], context);
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = false;
        info.Environment.TryAdd("TERM", "xterm");
        return info;
    }

    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command, ContainerCommandContext context)
    {
        var info = new ProcessStartInfo(Find(command[0], context.Environment), command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = context.Root,
        };
        info.Environment.Clear();
        foreach (KeyValuePair<string, string> variable in context.Environment)
        {
            info.Environment[variable.Key] = variable.Value;
        }

        return info;
    }

    /// <summary>A bare name is looked for in the container's PATH, not in ours.</summary>
    private static string Find(string name, IReadOnlyDictionary<string, string> environment) =>
        name.Contains('/', StringComparison.Ordinal) || !environment.TryGetValue("PATH", out string? path)
            ? name
            : path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? name;

    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string root, CancellationToken cancel)
    {
        Process process;
        try
        {
            process = Process.Start(StartInfo(command, new ContainerCommandContext(environment, root)))!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new CommandResult(126, $"exec: \"{command[0]}\": {e.Message}");
        }

        using (process)
        {
            process.StandardInput.Close();
            var output = new StringBuilder();
            try
            {
                await Task.WhenAll(CopyAsync(process.StandardOutput, output, cancel), CopyAsync(process.StandardError, output, cancel)).ConfigureAwait(false);
                await process.WaitForExitAsync(cancel).ConfigureAwait(false);
                return new CommandResult(process.ExitCode, output.ToString());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    private static async Task CopyAsync(StreamReader reader, StringBuilder output, CancellationToken cancel)
    {
        char[] buffer = new char[1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0)
        {
            lock (output)
            {
                output.Append(buffer, 0, Math.Min(read, Math.Max(0, MaxOutput - output.Length)));
            }
        }
    }
}
