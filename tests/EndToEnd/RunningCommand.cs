using System.Diagnostics;
using System.Text;

namespace Sluice.EndToEnd.Tests;

/// <summary>A command that runs, its output gathered as it comes.</summary>
internal sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private RunningCommand(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static RunningCommand Start(string file, string folder, string home, IEnumerable<string> arguments)
    {
        // Whoever starts the tests in the background hands down that SIGINT is ignored; a terminal does not.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", file, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["SLUICE_HOME"] = home;
        start.Environment.Remove("PULUMI_CONFIG_PASSPHRASE");
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        process.StandardInput.Close();
        return new RunningCommand(process);
    }

    /// <summary>What a terminal sends for Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until the command has printed a text on its standard output.</summary>
    public Task PrintsAsync(string text) => UntilAsync(() => Text(_output).Contains(text, StringComparison.Ordinal), $"print '{text}'");

    /// <summary>Waits until the command has printed a text on its standard error.</summary>
    public Task WarnsAsync(string text) => UntilAsync(() => Text(_errors).Contains(text, StringComparison.Ordinal), $"print '{text}' on its standard error");

    /// <summary>Waits until a file exists that the command is to write.</summary>
    public Task WritesAsync(string file) => UntilAsync(() => File.Exists(file), $"write {file}");

    public async Task<CommandResult> EndAsync()
    {
        using var guard = new CancellationTokenSource(HangGuard);
        try
        {
            await _process.WaitForExitAsync(guard.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {HangGuard.TotalMinutes} minutes:\n{Text(_output)}\n{Text(_errors)}");
        }

        return new CommandResult(_process.ExitCode, Text(_output), Text(_errors));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(!_process.HasExited && Stopwatch.GetElapsedTime(started) < HangGuard, $"The command did not {what}:\n{Text(_output)}\n{Text(_errors)}");
            await Task.Delay(Pause);
        }
    }

    private static void Take(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
