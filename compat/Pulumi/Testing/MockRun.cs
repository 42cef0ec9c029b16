using System.Collections.Immutable;

namespace Pulumi.Testing;

/// <summary>Runs a program against mocks.</summary>
internal static class MockRun
{
    public static async Task<ImmutableArray<Resource>> ResourcesAsync(IMocks mocks, TestOptions? options, Func<Runner, Task<int>> run)
    {
        var engine = new MockEngine();
        var monitor = new MockMonitor(mocks);
        var settings = new DeploymentSettings
        {
            Project = options?.ProjectName ?? "project",
            Stack = options?.StackName ?? "stack",
            Organization = options?.OrganizationName ?? "organization",
            RootDirectory = options?.RootDirectory,
            IsDryRun = options?.IsPreview ?? true,
            Config = ProgramEnvironment.Config(),
        };
        await Deployment.WithAsync(() => new Deployment(settings, monitor, engine), deployment => run(deployment.Runner)).ConfigureAwait(false);
        return engine.Errors switch
        {
            [] => monitor.Resources,
            [var error] => throw new RunException(error),
            var errors => throw new AggregateException(errors.Select(error => new RunException(error))),
        };
    }

    public static async Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> ProgramAsync(
        IMocks mocks, TestOptions options, Func<Task<IDictionary<string, object?>>> program)
    {
        IDictionary<string, object?> outputs = new Dictionary<string, object?>();
        var resources = await ResourcesAsync(mocks, options, runner => runner.RunAsync(async () =>
        {
            var stack = new ProgramStack();
            outputs = await program().ConfigureAwait(false);
            return stack;
        })).ConfigureAwait(false);
        return ([.. resources.Where(resource => resource is not ProgramStack)], outputs);
    }

    /// <summary>The root of a program that is a function; the test does not see it.</summary>
    private sealed class ProgramStack : Stack;
}
