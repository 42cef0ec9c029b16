namespace Sluice.Cli.Workspaces;

/// <summary>The ignored folder that holds everything a machine remembers: the cluster, the states of stacks, the passphrase.</summary>
internal sealed class StateFolder
{
    private const string Variable = "SLUICE_HOME";
    private const string FolderName = ".sluice";

    private StateFolder(string root) => Root = root;

    public string Root { get; }

    public string Cluster => Path.Combine(Root, "cluster");

    /// <summary>The stacks deployed to the local cluster.</summary>
    public string LocalStacks => Path.Combine(Root, "state");

    /// <summary>Stacks of another cluster have states of their own: one name may be deployed to several.</summary>
    public string StacksOf(string context) => Path.Combine(Root, "contexts", string.Concat(context.Select(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')), "state");

    /// <summary><c>SLUICE_HOME</c>, or <c>.sluice</c> at the root of the repository, or beside the project.</summary>
    public static StateFolder Find(string from)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new StateFolder(Path.GetFullPath(given));
        }

        string? project = null;
        for (var at = new DirectoryInfo(Path.GetFullPath(from)); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, FolderName)) || Path.Exists(Path.Combine(at.FullName, ".git")) || File.Exists(Path.Combine(at.FullName, "Sluice.slnx")))
            {
                return new StateFolder(Path.Combine(at.FullName, FolderName));
            }

            project ??= File.Exists(Path.Combine(at.FullName, Engine.Projects.ProjectFile.FileName)) ? at.FullName : null;
        }

        return new StateFolder(Path.Combine(project ?? Path.GetFullPath(from), FolderName));
    }
}
