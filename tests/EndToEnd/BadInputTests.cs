namespace Sluice.EndToEnd.Tests;

/// <summary>What cannot be deployed: one clear message, exit code not 0, and nothing applied.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task WeightOutOfRange_NamesTheArgumentAndAppliesNothing()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Bookinfo();
        var sluice = new SluiceCommand(state.Path);
        await sluice.SucceedAsync(project.Path, "config", "set", "reviewsCanaryWeight", "150");

        var result = await sluice.RunAsync(project.Path, "up", "--yes");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("150", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.Contains("CanaryWeight", result.Output + result.Errors, StringComparison.OrdinalIgnoreCase);
        await AssertNothingDeployedAsync(sluice, project);
    }

    [Fact]
    public async Task ProgramThatThrows_IsReportedWithItsMessage()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Of("throws", """
            using Pulumi;

            return await Deployment.RunAsync(Declare);

            static void Declare()
            {
                _ = new Pulumi.Kubernetes.Core.V1.Namespace("never-made");
                throw new System.InvalidOperationException("no such luck");
            }
            """);
        var sluice = new SluiceCommand(state.Path);

        var result = await sluice.RunAsync(project.Path, "up", "--yes", "--stack", "dev");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("no such luck", result.Output + result.Errors, StringComparison.Ordinal);
        await AssertNothingDeployedAsync(sluice, project);
    }

    [Fact]
    public async Task ProgramThatDoesNotCompile_ShowsTheCompilersErrorAndDeploysNothing()
    {
        await using var state = new StateFolder();
        using var project = ProgramFolder.Of("broken", "this is not C#;");
        var sluice = new SluiceCommand(state.Path);

        var result = await sluice.RunAsync(project.Path, "up", "--yes", "--stack", "dev");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Program.cs", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.Contains("error CS", result.Output + result.Errors, StringComparison.Ordinal);
        await AssertNothingDeployedAsync(sluice, project);
    }

    private static async Task AssertNothingDeployedAsync(SluiceCommand sluice, ProgramFolder project)
    {
        var status = await sluice.RunAsync(project.Path, "local", "status");
        Assert.DoesNotContain("bookinfo/", status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("never-made", status.Output, StringComparison.Ordinal);
    }
}
