using System.Reflection;
using System.Text;

namespace VerifyTests;

/// <summary>Source paths as the compiler wrote them, and as they are on the machine that runs the test.</summary>
internal static class SourcePaths
{
    private const string ProjectDirectoryKey = "Verify.ProjectDirectory";

    /// <summary>A deterministic build writes /_/ for the root of the repository.</summary>
    public static string OnThisMachine(string sourceFile, Assembly assembly)
    {
        if (File.Exists(sourceFile) || ProjectDirectory(assembly) is not { } project)
        {
            return sourceFile;
        }

        var relative = sourceFile.Replace('\\', '/').TrimStart('/');
        relative = relative.StartsWith("_/", StringComparison.Ordinal) ? relative[2..] : relative;
        for (var directory = new DirectoryInfo(project); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return sourceFile;
    }

    /// <summary>Replaces the folders that differ between machines.</summary>
    public static void Scrub(StringBuilder text, Assembly assembly)
    {
        var project = ProjectDirectory(assembly)?.TrimEnd('/', '\\');
        Replace(text, project, "{ProjectDirectory}");
        Replace(text, SolutionDirectory(project), "{SolutionDirectory}");
        Replace(text, Environment.CurrentDirectory.TrimEnd('/', '\\'), "{CurrentDirectory}");
        Replace(text, Path.GetTempPath().TrimEnd('/', '\\'), "{TempPath}");
    }

    private static void Replace(StringBuilder text, string? folder, string name)
    {
        if (folder is { Length: > 4 })
        {
            text.Replace(folder, name);
        }
    }

    private static string? ProjectDirectory(Assembly assembly)
        => assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == ProjectDirectoryKey)?.Value;

    private static string? SolutionDirectory(string? project)
    {
        for (var directory = project is null ? null : new DirectoryInfo(project); directory is { Exists: true }; directory = directory.Parent)
        {
            if (directory.EnumerateFiles("*.sln*").Any())
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
