using System.Diagnostics;
using System.Globalization;
using Sluice.Engine.Hosting;

namespace Sluice.Engine.Providers.Plugins;

/// <summary>A plugin as a child process: told the engine's address, it prints the port it serves on as its first line.</summary>
internal sealed class PluginProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private PluginProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    public string Address { get; }

    /// <exception cref="EngineException">It ended, or said no port.</exception>
    public static async Task<PluginProcess> StartAsync(string name, ProgramCommand command, string folder, string engineAddress, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command.File, [.. command.Arguments, engineAddress])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var process = new Process { StartInfo = start };
        var said = new List<string>();
        process.ErrorDataReceived += (_, e) =>
        {
            lock (said)
            {
                said.Add(e.Data ?? "");
            }
        };
        process.Start();
        OwnedProcesses.Add(process);
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        string? line = null;
        try
        {
            line = await process.StandardOutput.ReadLineAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Told below: it said nothing in time.
        }

        if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            // What it prints from now on must not fill the pipe.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new PluginProcess(process, $"127.0.0.1:{port}");
        }

        process.Kill(entireProcessTree: true);
        string errors;
        lock (said)
        {
            errors = string.Join('\n', said.Where(static s => s.Length > 0).TakeLast(10));
        }

        OwnedProcesses.Remove(process);
        process.Dispose();
        throw new EngineException($"The plugin '{name}' in {folder} did not start: its first line of output was '{line}', expected is a port number.{(errors.Length > 0 ? "\n" + errors : "")}");
    }

    public async ValueTask DisposeAsync()
    {
        OwnedProcesses.Remove(_process);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
