namespace Sluice.TestKit;

/// <summary>Where the build put things: <c>artifacts/bin/PROJECT/CONFIGURATION</c>, for the configuration the running test was built in.</summary>
public static class BuildOutput
{
    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary><c>debug</c> or <c>release</c>.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>The folder of a project's output.</summary>
    public static string Folder(string project) => Path.Combine(Root, "artifacts", "bin", project, Configuration);

    /// <summary>The assembly of a project.</summary>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static string Assembly(string project)
    {
        var path = Path.Combine(Folder(project), project + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built for {Configuration}. Run 'make build'.", path);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No Sluice.slnx above {AppContext.BaseDirectory}.");
    }
}
