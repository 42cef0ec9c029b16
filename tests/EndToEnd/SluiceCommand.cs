using System.Diagnostics;
using System.Text;
using Sluice.TestKit;

namespace Sluice.EndToEnd.Tests;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Both streams, for messages.</summary>
    public string Everything => $"exit {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>Runs the built <c>sluice</c> as a user would, with a state folder of its own.</summary>
internal sealed class SluiceCommand(string home)
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(5);

    public string Home { get; } = home;

    public async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var guard = new CancellationTokenSource(HangGuard);
        try
        {
            await process.WaitForExitAsync(guard.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"sluice {string.Join(' ', arguments)} did not end within {HangGuard.TotalMinutes} minutes.");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>As <see cref="RunAsync"/>, and the command must succeed.</summary>
    public async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        var result = await RunAsync(folder, arguments);
        Assert.True(result.ExitCode == 0, $"sluice {string.Join(' ', arguments)}: {result.Everything}");
        return result.Output + result.Errors;
    }

    private Process Start(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(BuildOutput.Folder("Sluice.Cli"), "sluice"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SLUICE_HOME"] = Home;
        start.Environment.Remove("PULUMI_CONFIG_PASSPHRASE");
        var process = Process.Start(start) ?? throw new InvalidOperationException("sluice did not start.");
        process.StandardInput.Close();
        return process;
    }
}
