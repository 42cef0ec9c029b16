using System.Diagnostics;
using System.Text.Json;

namespace Pulumi.Tests.Wire;

/// <summary>How a program ended.</summary>
internal sealed record ProgramExit(int Code, string Output, string Error);

/// <summary>Starts a program of this assembly as a child process, with the environment an engine gives it.</summary>
internal static class ChildProgram
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    public static Task<ProgramExit> RunAsync(this FakeEngine engine, string program, params (string Name, string? Value)[] changes)
    {
        var environment = new Dictionary<string, string?>
        {
            ["PULUMI_MONITOR"] = engine.Address,
            ["PULUMI_ENGINE"] = engine.Address,
            ["PULUMI_PROJECT"] = "app",
            ["PULUMI_STACK"] = "dev",
            ["PULUMI_ORGANIZATION"] = "acme",
            ["PULUMI_ROOT_DIRECTORY"] = "/srv/app",
            ["PULUMI_DRY_RUN"] = engine.DryRun ? "true" : "false",
            ["PULUMI_QUERY_MODE"] = "false",
            ["PULUMI_PARALLEL"] = "4",
            ["PULUMI_CONFIG"] = JsonSerializer.Serialize(engine.Config),
        };
        foreach (var (name, value) in changes)
        {
            environment[name] = value;
        }

        return StartAsync(program, environment);
    }

    /// <summary>Runs a program that is expected to end well, and says why if it does not.</summary>
    public static async Task SucceedAsync(this FakeEngine engine, string program)
    {
        var exit = await engine.RunAsync(program);
        Assert.True(exit.Code == 0, $"'{program}' ended with {exit.Code}.\n{string.Join('\n', engine.Errors.Select(line => line.Message))}\n{exit.Error}");
    }

    private static async Task<ProgramExit> StartAsync(string program, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(ChildProgram).Assembly.Location, program },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("PULUMI_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var guard = new CancellationTokenSource(HangGuard);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(guard.Token);
            var error = process.StandardError.ReadToEndAsync(guard.Token);
            await process.WaitForExitAsync(guard.Token);
            return new ProgramExit(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program '{program}' did not end within {HangGuard}.");
        }
    }
}
