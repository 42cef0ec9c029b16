using Sluice.Engine;
using Sluice.Engine.Kubernetes;
using Sluice.Engine.Projects;
using Sluice.Engine.Secrets;
using Sluice.Engine.State;

namespace Sluice.Cli.Workspaces;

/// <summary>Where a command works: the project, the stack, the state folder, the target.</summary>
internal sealed class Workspace
{
    private const string DefaultStack = "dev";

    private Workspace(ProjectFile project, string stack, StateFolder folder, string? context)
    {
        Project = project;
        Folder = folder;
        Context = context;
        Stack = new StackName(project.Name, stack);
        Store = new StackStore(context is null ? folder.LocalStacks : folder.StacksOf(context));
        Passphrase = new Passphrase(folder.Root);
        Config = new StackConfig(project, stack, Passphrase);
    }

    public ProjectFile Project { get; }

    public StackName Stack { get; }

    public StateFolder Folder { get; }

    /// <summary>The context of the user's kubeconfig; null means the local cluster.</summary>
    public string? Context { get; }

    public StackStore Store { get; }

    public Passphrase Passphrase { get; }

    public StackConfig Config { get; }

    public bool IsLocal => Context is null;

    /// <exception cref="EngineException">There is no project, or the stack's name is not one.</exception>
    public static Workspace Open(string cwd, string? stack, string? context, StateFolder? folder = null)
    {
        if (!Directory.Exists(cwd))
        {
            throw new EngineException($"The folder '{cwd}' does not exist. Name a project's folder with -C.") { ExitCode = ExitCodes.Usage };
        }

        var project = ProjectFile.Find(cwd);
        var name = stack ?? OnlyStack(project);
        if (name.Split('/') is [StackName.Organization, var owner, var last])
        {
            name = owner == project.Name ? last : throw new EngineException($"The stack '{stack}' belongs to the project '{owner}', but this is '{project.Name}'.") { ExitCode = ExitCodes.Usage };
        }

        if (name.Length is 0 or > 100 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new EngineException($"'{name}' is not a stack name. Allowed are letters, digits, '-', '_' and '.', at most 100.") { ExitCode = ExitCodes.Usage };
        }

        return new Workspace(project, name, folder ?? StateFolder.Find(cwd), context);
    }

    /// <summary>The cluster this workspace deploys to, without starting anything.</summary>
    public KubeTarget Target() => TargetOf(Folder, Context);

    /// <summary>The cluster a context names; the local one of the folder without a context.</summary>
    public static KubeTarget TargetOf(StateFolder folder, string? context)
    {
        if (context is not null)
        {
            var kubeconfig = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given ? given.Split(Path.PathSeparator)[0] : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
            return new KubeTarget(kubeconfig, context, $"context {context} of {kubeconfig}");
        }

        return new KubeTarget(Cluster.LocalCluster.KubeconfigOf(folder), null, "the local cluster");
    }

    private static string OnlyStack(ProjectFile project) => StackConfig.Stacks(project) is [var only] ? only : DefaultStack;
}
