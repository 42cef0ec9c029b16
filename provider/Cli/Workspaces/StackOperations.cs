using Sluice.Cli.Cluster;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Engine.Events;
using Sluice.Engine.Hosting;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.Providers;
using Sluice.Engine.Providers.Builtin;
using Sluice.Engine.Providers.Plugins;
using Sluice.Engine.Values;

namespace Sluice.Cli.Workspaces;

/// <summary>What can be done to a stack, shown as it happens.</summary>
internal sealed class StackOperations(Workspace workspace, RunOptions options, TextWriter output)
{
    private readonly IEventSink _plain = new PlainSink(output);

    private string Stack => workspace.Stack.Stack;

    /// <summary>Previews and, unless that shows a problem, applies.</summary>
    public async Task<int> UpAsync(CancellationToken cancellation)
    {
        var config = workspace.Config.Read();
        AnnounceTarget();
        // The build needs no cluster and the cluster no build.
        var building = BuildAsync(cancellation);
        var target = await TargetAsync(cancellation);
        if (workspace.IsLocal)
        {
            await ClusterStart.RollOutAsync(workspace.Folder, options.Catalogs, output, cancellation);
        }

        var command = await building;
        using var session = await OpenAsync(target, config, cancellation);
        var program = Program(command);
        if (options.Refresh && !await RunAsync("Refreshing", RunMode.Apply, sink => session.RefreshAsync(RunMode.Apply, sink, cancellation)))
        {
            return Failed(cancellation);
        }

        if (!options.SkipPreview)
        {
            var previewed = await ShowAsync("Previewing update", RunMode.Preview, sink => session.UpdateAsync(RunMode.Preview, program, sink, cancellation));
            if (!previewed.Ok)
            {
                output.WriteLine("Nothing was applied: the preview found the problems listed above.");
                return Failed(cancellation);
            }

            if (options.ExpectNoChanges && previewed.Model.HasChanges)
            {
                output.WriteLine("error: no changes were expected for update but changes were proposed");
                return ExitCodes.UnexpectedChanges;
            }

            if (!Confirm("Do you want to perform this update?"))
            {
                return ExitCodes.Error;
            }
        }

        if (!await RunAsync("Updating", RunMode.Apply, sink => session.UpdateAsync(RunMode.Apply, program, sink, cancellation)))
        {
            return Failed(cancellation);
        }

        foreach (var line in SummaryText.Try(session.Checkpoint.Stack?.Outputs ?? PropertyMap.Empty))
        {
            output.WriteLine(line);
        }

        return ExitCodes.Ok;
    }

    public async Task<int> PreviewAsync(CancellationToken cancellation)
    {
        var config = workspace.Config.Read();
        AnnounceTarget();
        var building = BuildAsync(cancellation);
        var target = await TargetAsync(cancellation);
        var command = await building;
        using var session = await OpenAsync(target, config, cancellation);
        var previewed = await ShowAsync("Previewing update", RunMode.Preview, sink => session.UpdateAsync(RunMode.Preview, Program(command), sink, cancellation));
        if (!previewed.Ok)
        {
            return Failed(cancellation);
        }

        if (options.ExpectNoChanges && previewed.Model.HasChanges)
        {
            output.WriteLine("error: no changes were expected for preview but changes were proposed");
            return ExitCodes.UnexpectedChanges;
        }

        return ExitCodes.Ok;
    }

    public async Task<int> DestroyAsync(CancellationToken cancellation)
    {
        AnnounceTarget();
        if (workspace.Store.Exists(workspace.Stack))
        {
            // The platform is not needed to delete; what it left behind is deleted with the objects.
            var target = workspace.IsLocal ? await StartedAsync(cancellation) : workspace.Target();
            using var session = await OpenAsync(target, new Dictionary<string, Engine.Projects.ConfigValue>(), cancellation);
            if (!session.Checkpoint.Resources.IsEmpty && !await DestroyAsync(session, cancellation))
            {
                return Failed(cancellation);
            }

            session.Remove();
        }
        else
        {
            output.WriteLine($"The stack {workspace.Stack.Project}/{Stack} is not deployed.");
        }

        return options.StopCluster && workspace.IsLocal ? await StopUnusedAsync(cancellation) : ExitCodes.Ok;
    }

    public async Task<int> RefreshAsync(CancellationToken cancellation)
    {
        AnnounceTarget();
        var target = await TargetAsync(cancellation);
        using var session = await OpenAsync(target, workspace.Config.Read(), cancellation);
        var shown = await ShowAsync("Refreshing", RunMode.Apply, sink => session.RefreshAsync(RunMode.Apply, sink, cancellation));
        return !shown.Ok ? Failed(cancellation) : options.ExpectNoChanges && shown.Model.HasChanges ? ExitCodes.UnexpectedChanges : ExitCodes.Ok;
    }

    /// <summary>Deploys whatever the program says, without questions; for stacks this tool keeps itself.</summary>
    public async Task<bool> DeployAsync(KubeTarget target, CancellationToken cancellation)
    {
        var command = await BuildAsync(cancellation);
        using var session = await OpenAsync(target, workspace.Config.Read(), cancellation);
        return await RunAsync("Updating", RunMode.Apply, sink => session.UpdateAsync(RunMode.Apply, Program(command), sink, cancellation));
    }

    /// <summary>Writes every object of the program to a folder.</summary>
    public async Task<int> RenderAsync(string folder, CancellationToken cancellation)
    {
        var config = workspace.Config.Read();
        var command = await BuildAsync(cancellation);
        var manifests = new ManifestFolder(Path.GetFullPath(folder));
        var rendering = new Rendering(workspace, config, manifests, options.Parallel);
        var shown = await ShowAsync("Rendering", RunMode.Preview, sink => rendering.RunAsync(Program(command), sink, cancellation), quiet: true);
        if (!shown.Ok)
        {
            output.WriteLine($"The manifests in {manifests.Folder} are not complete.");
            return Failed(cancellation);
        }

        manifests.RemoveStale();
        foreach (var file in manifests.Written.Keys.Order(StringComparer.Ordinal))
        {
            output.WriteLine(Path.Combine(folder, file));
            if (file.Contains("-secret-", StringComparison.Ordinal))
            {
                Console.Error.WriteLine($"warning: rendered file {Path.Combine(folder, file)} contains a secret value in plaintext");
            }
        }

        return ExitCodes.Ok;
    }

    private sealed record Shown(bool Ok, RunModel Model);

    private async Task<bool> DestroyAsync(StackSession session, CancellationToken cancellation)
    {
        if (!options.SkipPreview && !options.Yes)
        {
            await ShowAsync("Previewing destroy", RunMode.Preview, sink => session.DestroyAsync(RunMode.Preview, sink, cancellation));
            if (!Confirm("Do you want to perform this destroy?"))
            {
                return false;
            }
        }

        return await RunAsync("Destroying", RunMode.Apply, sink => session.DestroyAsync(RunMode.Apply, sink, cancellation));
    }

    /// <summary>With the last stack gone, the platform and the cluster go too.</summary>
    private async Task<int> StopUnusedAsync(CancellationToken cancellation)
    {
        var others = workspace.Store.Stacks().Where(s => s != workspace.Stack && s != Platform.Stack).ToList();
        if (others.Count > 0)
        {
            output.WriteLine($"The local cluster stays: {string.Join(", ", others.Select(static s => $"{s.Project}/{s.Stack}"))} still run(s) there.");
            return ExitCodes.Ok;
        }

        if (workspace.Store.Exists(Platform.Stack))
        {
            var target = await StartedAsync(cancellation);
            if (!await new Platform(workspace.Folder, output).DestroyAsync(target, cancellation))
            {
                return Failed(cancellation);
            }
        }

        var stopped = await new Cluster.LocalCluster(workspace.Folder).StopAsync(cancellation);
        output.WriteLine(stopped ? "Stopped the local cluster." : "The local cluster was not running.");
        return ExitCodes.Ok;
    }

    private void AnnounceTarget()
    {
        output.WriteLine($"Target: {workspace.Target().Title}{(workspace.IsLocal ? $" ({workspace.Folder.Cluster})" : "")}");
        output.Flush();
    }

    private async Task<KubeTarget> TargetAsync(CancellationToken cancellation)
    {
        if (!workspace.IsLocal)
        {
            return workspace.Target();
        }

        var target = await StartedAsync(cancellation);
        if (workspace.Stack.Project != Platform.Stack.Project)
        {
            await new Platform(workspace.Folder, output).EnsureAsync(target, cancellation);
        }

        return target;
    }

    private async Task<KubeTarget> StartedAsync(CancellationToken cancellation)
    {
        await ClusterStart.EnsureAsync(workspace.Folder, options.Catalogs, output, cancellation);
        return workspace.Target();
    }

    private Task<ProgramCommand> BuildAsync(CancellationToken cancellation) =>
        ProgramBuild.PrepareAsync(ProgramSource.Of(workspace.Project), options.Configuration, options.Build ? ProgramBuildMode.Build : ProgramBuildMode.Trust, _plain, cancellation);

    private ProgramRun Program(ProgramCommand command) => (deployment, address, events, cancellation) => ProgramProcess.RunAsync(
        command,
        workspace.Project.ProgramFolder,
        ProgramEnvironment.Of(deployment, workspace.Project, address, workspace.Target().Kubeconfig),
        events,
        cancellation);

    private Task<StackSession> OpenAsync(KubeTarget target, IReadOnlyDictionary<string, Engine.Projects.ConfigValue> config, CancellationToken cancellation) => StackSession.OpenAsync(
        new StackSessionOptions
        {
            Stack = workspace.Stack,
            Store = workspace.Store,
            Passphrase = workspace.Passphrase,
            ConfigSalt = workspace.Config.EncryptionSalt,
            Config = config,
            Packages = () =>
            [
                new KubernetesPackage(target, workspace.Project.ProgramFolder),
                new BuiltinPackage(workspace.Store, workspace.Stack, workspace.Passphrase),
                .. workspace.Project.PluginFolders.Select(p => new PluginPackage(p.Key, p.Value, options.Configuration, _plain)),
            ],
            Targets = options.Targets,
            Replace = options.Replace,
            IgnoreProtect = options.IgnoreProtect,
            Parallel = options.Parallel,
        },
        _plain,
        cancellation);

    private async Task<bool> RunAsync(string heading, RunMode mode, Func<IEventSink, Task<bool>> run) => (await ShowAsync(heading, mode, run)).Ok;

    private async Task<Shown> ShowAsync(string heading, RunMode mode, Func<IEventSink, Task<bool>> run, bool quiet = false)
    {
        var display = DisplayOptions.OfConsole(options.ShowSames, options.SuppressOutputs || quiet, options.SuppressProgress || quiet);
        await using var shown = new RunDisplay(new RunTitle(heading, Stack, mode == RunMode.Preview), display, quiet ? TextWriter.Null : output);
        var ok = await run(shown);
        await shown.FinishAsync();
        if (quiet)
        {
            foreach (var line in SummaryText.Diagnostics(shown.Model))
            {
                output.WriteLine(line);
            }
        }

        output.Flush();
        return new Shown(ok, shown.Model);
    }

    private bool Confirm(string question)
    {
        if (options.Yes)
        {
            return true;
        }

        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            throw new EngineException("--yes or --skip-preview must be passed in to proceed when running in non-interactive mode") { ExitCode = ExitCodes.Usage };
        }

        output.Write($"{question} [y/N] ");
        output.Flush();
        var yes = Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
        if (!yes)
        {
            output.WriteLine("confirmation declined, not proceeding with the update");
        }

        return yes;
    }

    private static int Failed(CancellationToken cancellation) => cancellation.IsCancellationRequested ? ExitCodes.Cancelled : ExitCodes.Error;

    /// <summary>Shows what happens outside a run: builds and what an interrupted run left.</summary>
    private sealed class PlainSink(TextWriter output) : IEventSink
    {
        public void Publish(EngineEvent engineEvent)
        {
            switch (engineEvent)
            {
                case EngineEvent.ProgramOutput line:
                    output.WriteLine(line.Line);
                    break;
                case EngineEvent.Diagnostic { Severity: Severity.Warning } warning:
                    output.WriteLine($"warning: {warning.Message}");
                    break;
            }
        }
    }
}
