using Sluice.Engine.Events;
using Sluice.Engine.Hosting;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.Projects;
using Sluice.Engine.Providers;
using Sluice.Engine.Providers.Builtin;
using Sluice.Engine.State;

namespace Sluice.Cli.Workspaces;

/// <summary>Runs a program as if nothing were deployed, with a folder in place of the cluster.</summary>
internal sealed class Rendering(Workspace workspace, IReadOnlyDictionary<string, ConfigValue> config, ManifestFolder manifests, int parallel)
{
    public async Task<bool> RunAsync(ProgramRun program, IEventSink events, CancellationToken cancellation)
    {
        // A state folder of its own: what is deployed has no bearing on what is rendered.
        var scratch = Directory.CreateTempSubdirectory("sluice-render-");
        try
        {
            var options = new StackSessionOptions
            {
                Stack = workspace.Stack,
                Store = new StackStore(scratch.FullName),
                Passphrase = workspace.Passphrase,
                Config = config,
                Parallel = parallel,
                Packages = () => [new RenderingPackage(manifests, workspace.Project.ProgramFolder), new BuiltinPackage(workspace.Store, workspace.Stack, workspace.Passphrase)],
            };
            using var session = await StackSession.OpenAsync(options, events, cancellation);
            return await session.UpdateAsync(RunMode.Preview, program, events, cancellation);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
