using Pulumi;
using Pulumi.Testing;

namespace Sluice.Testing;

/// <summary>
/// Takes the manifests of a program without an engine, a cluster or the command line, for snapshots and assertions in any test framework.
/// </summary>
/// <example>
/// <code>
/// [Fact]
/// public async Task Bookinfo_Declares_These_Objects() => await Verify((await Manifests.FromStackAsync&lt;BookinfoStack&gt;()).ToString());
/// </code>
/// </example>
public static class Manifests
{
    /// <summary>The objects of a stack class.</summary>
    /// <typeparam name="TStack">The stack.</typeparam>
    /// <param name="options">Project, stack and configuration.</param>
    /// <exception cref="RunException">The program failed.</exception>
    public static Task<StackManifests> FromStackAsync<TStack>(ManifestOptions? options = null)
        where TStack : Stack, new() =>
        RunAsync(options, (mocks, settings) => Deployment.TestAsync<TStack>(mocks, settings));

    /// <summary>The objects of a program without a stack class.</summary>
    /// <param name="program">Declares resources.</param>
    /// <param name="options">Project, stack and configuration.</param>
    /// <exception cref="RunException">The program failed.</exception>
    public static Task<StackManifests> FromProgramAsync(Action program, ManifestOptions? options = null) =>
        RunAsync(options, (mocks, settings) => Deployment.TestAsync(mocks, settings, program));

    private static async Task<StackManifests> RunAsync(ManifestOptions? options, Func<IMocks, TestOptions, Task> run)
    {
        options ??= new ManifestOptions();
        var cluster = new RecordingCluster(options.GatewayAddress);
        var settings = new TestOptions
        {
            ProjectName = options.Project,
            StackName = options.Stack,
            RootDirectory = options.RootDirectory,
            IsPreview = false,
        };
        using (await ProgramConfig.SetAsync(options).ConfigureAwait(false))
        {
            await run(cluster, settings).ConfigureAwait(false);
        }

        return new StackManifests(cluster.Manifests);
    }
}
