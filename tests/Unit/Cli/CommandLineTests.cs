using Sluice.TestKit;

namespace Sluice.Cli.Tests;

/// <summary>The command line from outside: help, exit codes, what goes to which stream.</summary>
[Collection("console")]
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sluice-cli-").FullName;
    private readonly string? _home = Environment.GetEnvironmentVariable("SLUICE_HOME");

    public CommandLineTests() => Environment.SetEnvironmentVariable("SLUICE_HOME", Path.Combine(_folder, "home"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("SLUICE_HOME", _home);
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("up")]
    [InlineData("destroy")]
    [InlineData("render")]
    [InlineData("local")]
    [InlineData("stack output")]
    [InlineData("config set")]
    [InlineData("explain")]
    public async Task Help_OfACommand_IsAsAgreed(string command)
    {
        var (code, output, _) = await RunAsync([.. command == "root" ? [] : command.Split(' '), "--help"]);

        Assert.Equal(ExitCodes.Ok, code);
        Golden.Verify(Golden.PathOf("help", command.Replace(' ', '-') + ".txt"), string.Join('\n', output.Replace("testhost", "sluice", StringComparison.Ordinal).Split('\n').Select(static l => l.TrimEnd())));
    }

    [Fact]
    public async Task UnknownCommand_IsAUsageError()
    {
        var (code, output, error) = await RunAsync("deploy");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(output);
        Assert.Contains("'deploy'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoProject_IsAUsageErrorWithACure()
    {
        var (code, _, error) = await RunAsync("up", "-C", _folder);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal($"error: no Pulumi.yaml project file found in '{_folder}' or any folder above it. Change to a project's folder, or name it with -C.\n", error);
    }

    [Fact]
    public async Task Config_SetThenGet_PrintsTheValueOnly()
    {
        Project();

        Assert.Equal(ExitCodes.Ok, (await RunAsync("config", "set", "weight", "50", "-C", _folder)).Code);
        var (code, output, _) = await RunAsync("config", "get", "weight", "-C", _folder);

        Assert.Equal((ExitCodes.Ok, "50\n"), (code, output));
        Assert.Equal("config:\n  shop:weight: 50\n", await File.ReadAllTextAsync(Path.Combine(_folder, "Pulumi.dev.yaml")));
    }

    [Fact]
    public async Task ConfigGet_Missing_SaysHowToSetIt()
    {
        Project();

        var (code, _, error) = await RunAsync("config", "get", "weight", "-C", _folder);

        Assert.Equal(ExitCodes.Error, code);
        Assert.Equal("error: configuration key 'weight' not found for stack 'dev'. Set it with: sluice config set weight VALUE\n", error);
    }

    [Fact]
    public async Task StackOutput_NotDeployed_IsStackNotFound()
    {
        Project();

        var (code, _, error) = await RunAsync("stack", "output", "-C", _folder);

        Assert.Equal(ExitCodes.StackNotFound, code);
        Assert.StartsWith("error: no stack named 'shop/dev' found.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalStatus_NothingRuns_SaysSo()
    {
        var (code, output, _) = await RunAsync("local", "status");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.StartsWith("The local cluster is not running (", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalStop_NothingRuns_IsFine()
    {
        var (code, output, _) = await RunAsync("local", "stop");

        Assert.Equal((ExitCodes.Ok, "The local cluster was not running.\n"), (code, output));
    }

    [Fact]
    public async Task Destroy_NothingDeployedToThatContext_TouchesNothing()
    {
        Project();

        var (code, _, error) = await RunAsync("destroy", "--yes", "--context", "nowhere", "-C", _folder);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is not a URL to explain.")]
    [InlineData("ftp://shop.example.com/", "'ftp://shop.example.com/' is not a URL to explain.")]
    [InlineData("http://shop.example.com/ -H no-colon", "'no-colon' is not a header.")]
    public async Task Explain_WhatCannotBeRead_IsAUsageError(string arguments, string message)
    {
        var (code, _, error) = await RunAsync(["explain", .. arguments.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"error: {message}", error, StringComparison.Ordinal);
    }

    private void Project() => File.WriteAllText(Path.Combine(_folder, "Pulumi.yaml"), "name: shop\nruntime: dotnet\n");

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (stdout, stderr) = (Console.Out, Console.Error);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            var code = await CommandLine.RunAsync(args);
            return (code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(stdout);
            Console.SetError(stderr);
        }
    }
}
