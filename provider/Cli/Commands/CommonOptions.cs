using System.Collections.Immutable;
using System.CommandLine;
using Sluice.Cli.Workspaces;
using Sluice.Engine.Hosting;

namespace Sluice.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Cwd = new("--cwd", "-C") { Description = "Run as if started in this folder", Recursive = true, DefaultValueFactory = static _ => ".", HelpName = "DIR" };

    public static readonly Option<string?> Stack = new("--stack", "-s") { Description = "The stack; default is the only one configured, or dev", HelpName = "NAME" };

    public static readonly Option<string?> Context = new("--context") { Description = "Target this context of your kubeconfig instead of the local cluster", HelpName = "NAME" };

    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Go ahead without asking" };

    public static readonly Option<bool> SkipPreview = new("--skip-preview", "-f") { Description = "Do not preview first" };

    public static readonly Option<bool> Refresh = new("--refresh", "-r") { Description = "Bring the state in line with the cluster first" };

    public static readonly Option<bool> NoBuild = new("--no-build") { Description = "Use the program as it was built last" };

    public static readonly Option<string> Configuration = new("--configuration") { Description = "Build configuration of the program", DefaultValueFactory = static _ => "Release", HelpName = "NAME" };

    public static readonly Option<bool> ShowSames = new("--show-sames") { Description = "Show unchanged resources too" };

    public static readonly Option<bool> SuppressOutputs = new("--suppress-outputs") { Description = "Do not show the stack's outputs" };

    public static readonly Option<bool> SuppressProgress = new("--suppress-progress") { Description = "Plain lines instead of a live tree" };

    public static readonly Option<bool> ExpectNoChanges = new("--expect-no-changes") { Description = "Fail with exit code 7 if anything would change" };

    public static readonly Option<bool> IgnoreProtect = new("--ignore-protect") { Description = "Delete protected resources too" };

    public static readonly Option<int> StepsAtATime = new("--parallel", "-p") { Description = "How many steps run at a time", DefaultValueFactory = static _ => StackSessionOptions.DefaultParallel, HelpName = "N" };

    public static readonly Option<string[]> Target = new("--target", "-t") { Description = "Only this URN; repeatable, with * and **", HelpName = "URN" };

    public static readonly Option<string[]> Replace = new("--replace") { Description = "Replace this URN; repeatable, with * and **", HelpName = "URN" };

    public static readonly Option<string[]> Catalog = new("--catalog") { Description = "Another file that maps image names to local programs; repeatable", HelpName = "FILE" };

    public static readonly Option<bool> StopCluster = new("--stop-cluster") { Description = "With the last stack, also delete the platform and stop the local cluster" };

    public static void AddTo(Command command, params Option[] options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    public static Workspace Workspace(ParseResult parsed) => Workspaces.Workspace.Open(parsed.GetValue(Cwd)!, Value(parsed, Stack), Value(parsed, Context));

    public static RunOptions RunOptions(ParseResult parsed) => new()
    {
        Yes = Value(parsed, Yes),
        SkipPreview = Value(parsed, SkipPreview),
        Refresh = Value(parsed, Refresh),
        Build = !Value(parsed, NoBuild),
        Configuration = Value(parsed, Configuration) ?? "Release",
        ShowSames = Value(parsed, ShowSames),
        SuppressOutputs = Value(parsed, SuppressOutputs),
        SuppressProgress = Value(parsed, SuppressProgress),
        ExpectNoChanges = Value(parsed, ExpectNoChanges),
        IgnoreProtect = Value(parsed, IgnoreProtect),
        StopCluster = Value(parsed, StopCluster),
        Parallel = Math.Max(1, Value(parsed, StepsAtATime) is > 0 and var n ? n : StackSessionOptions.DefaultParallel),
        Targets = [.. Value(parsed, Target) ?? []],
        Replace = [.. Value(parsed, Replace) ?? []],
        Catalogs = Catalogs(parsed),
    };

    public static ImmutableArray<string> Catalogs(ParseResult parsed) => [.. (Value(parsed, Catalog) ?? []).Select(Path.GetFullPath)];

    /// <summary>The value of an option that the command at hand may not have.</summary>
    private static T? Value<T>(ParseResult parsed, Option<T> option) => parsed.CommandResult.Command.Options.Contains(option) || option.Recursive ? parsed.GetValue(option) : default;
}
