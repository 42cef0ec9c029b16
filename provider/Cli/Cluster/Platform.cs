using System.Security.Cryptography;
using Sluice.Cli.Workspaces;
using Sluice.Engine;
using Sluice.Engine.Events;
using Sluice.Engine.Hosting;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.Projects;
using Sluice.Engine.Providers;
using Sluice.Engine.Providers.Builtin;
using Sluice.Engine.Secrets;
using Sluice.Engine.State;

namespace Sluice.Cli.Cluster;

/// <summary>
/// The platform of the local cluster: Sluice itself, deployed once from a stack of its own that every other stack builds on.
/// </summary>
internal sealed class Platform(StateFolder folder, TextWriter output)
{
    public static readonly StackName Stack = new("sluice-platform", "local");

    private const string Assembly = "Platform";

    private string MarkFile => Path.Combine(folder.Root, "platform.deployed");

    /// <summary>Deploys the platform unless this very one is deployed already.</summary>
    /// <exception cref="EngineException">It could not be deployed.</exception>
    public async Task EnsureAsync(KubeTarget target, CancellationToken cancellation)
    {
        // Two stacks may be deployed at a time; the second finds the platform done.
        using var exclusive = await ExclusiveFile.WaitAsync(Path.Combine(folder.Root, "platform.lock"), cancellation);
        var store = new StackStore(folder.LocalStacks);
        var dll = ImageCatalog.PathOf(Assembly);
        if (store.Exists(Stack) && File.Exists(MarkFile) && File.Exists(dll) && File.ReadAllText(MarkFile) == Fingerprint(dll))
        {
            return;
        }

        await DeployAsync(target, cancellation);
    }

    /// <exception cref="EngineException">It could not be deployed.</exception>
    public async Task DeployAsync(KubeTarget target, CancellationToken cancellation)
    {
        output.WriteLine("Deploying the platform (Sluice's controller and GatewayClasses) ...");
        output.Flush();
        File.Delete(MarkFile);
        var workspace = Workspace.Open(ProgramFolder(), Stack.Stack, null, folder);
        if (!await new StackOperations(workspace, new RunOptions { Yes = true, SuppressOutputs = true }, output).DeployAsync(target, cancellation))
        {
            throw new EngineException($"The platform could not be deployed; the cause stands above. The cluster's log is {new LocalCluster(folder).LogFile}.");
        }

        if (File.Exists(ImageCatalog.PathOf(Assembly)))
        {
            File.WriteAllText(MarkFile, Fingerprint(ImageCatalog.PathOf(Assembly)));
        }
    }

    public async Task<bool> DestroyAsync(KubeTarget target, CancellationToken cancellation)
    {
        File.Delete(MarkFile);
        var store = new StackStore(folder.LocalStacks);
        var passphrase = new Passphrase(folder.Root);
        var sink = new ErrorSink(output);
        using var session = await StackSession.OpenAsync(
            new StackSessionOptions
            {
                Stack = Stack,
                Store = store,
                Passphrase = passphrase,
                Config = new Dictionary<string, ConfigValue>(),
                Packages = () => [new KubernetesPackage(target, folder.Root), new BuiltinPackage(store, Stack, passphrase)],
            },
            sink,
            cancellation);
        var ok = session.Checkpoint.Resources.IsEmpty || await session.DestroyAsync(RunMode.Apply, sink, cancellation);
        session.Remove();
        output.WriteLine(ok ? "Deleted the platform." : "The platform could not be deleted.");
        return ok;
    }

    /// <summary>The program's folder, in the repository this tool was built in.</summary>
    private static string ProgramFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var program = Path.Combine(at.FullName, "examples", "platform");
            if (File.Exists(Path.Combine(program, ProjectFile.FileName)))
            {
                return program;
            }
        }

        throw new EngineException($"The platform's program (examples/platform) was not found above '{AppContext.BaseDirectory}'. Run sluice from a clone of the repository.");
    }

    /// <summary>The program and the components it is made of.</summary>
    private static string Fingerprint(string dll)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { dll, Path.Combine(Path.GetDirectoryName(dll)!, "Sluice.dll") }.Where(File.Exists))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class ErrorSink(TextWriter output) : IEventSink
    {
        public void Publish(EngineEvent engineEvent)
        {
            if (engineEvent is EngineEvent.Diagnostic { Severity: Severity.Error or Severity.Warning } diagnostic)
            {
                output.WriteLine($"{(diagnostic.Severity == Severity.Error ? "error" : "warning")}: {diagnostic.Message}");
            }
        }
    }
}
