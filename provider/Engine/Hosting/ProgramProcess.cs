using System.Diagnostics;
using Sluice.Engine.Events;

namespace Sluice.Engine.Hosting;

/// <summary>How a program ended.</summary>
internal enum ProgramEnd
{
    Success,

    /// <summary>It failed and has said why itself.</summary>
    Reported,

    Failed,
    Cancelled,
}

/// <summary>Runs the program as a child process, its output passed on line by line.</summary>
internal static class ProgramProcess
{
    private const int ReportedExitCode = 32;
    private const int SignalBase = 128;

    public static async Task<(ProgramEnd End, string? Error)> RunAsync(
        ProgramCommand command,
        string folder,
        IReadOnlyDictionary<string, string> environment,
        IEventSink events,
        CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command.File, command.Arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Pass(e.Data, false);
        process.ErrorDataReceived += (_, e) => Pass(e.Data, true);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EngineException($"The program cannot be started: '{command.File}': {e.Message}", e);
        }

        OwnedProcesses.Add(process);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return (ProgramEnd.Cancelled, null);
        }
        finally
        {
            OwnedProcesses.Remove(process);
        }

        return process.ExitCode switch
        {
            0 => (ProgramEnd.Success, null),
            ReportedExitCode => (ProgramEnd.Reported, null),
            > SignalBase and var code => (ProgramEnd.Failed, $"Program exited unexpectedly by signal {code - SignalBase} (exit code {code})."),
            var code => (ProgramEnd.Failed, $"Program exited with non-zero exit code: {code}"),
        };

        void Pass(string? line, bool isError)
        {
            if (line is not null)
            {
                events.Publish(new EngineEvent.ProgramOutput(line, isError));
            }
        }
    }
}
