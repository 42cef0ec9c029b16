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
    public string Home { get; } = home;

    /// <summary>Starts a command without waiting for its end.</summary>
    public RunningCommand Start(string folder, params string[] arguments) =>
        RunningCommand.Start(Path.Combine(BuildOutput.Folder("Sluice.Cli"), "sluice"), folder, Home, arguments);

    public async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        using var command = Start(folder, arguments);
        return await command.EndAsync();
    }

    /// <summary>As <see cref="RunAsync"/>, and the command must succeed.</summary>
    public async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        var result = await RunAsync(folder, arguments);
        Assert.True(result.ExitCode == 0, $"sluice {string.Join(' ', arguments)}: {result.Everything}");
        return result.Output + result.Errors;
    }
}
