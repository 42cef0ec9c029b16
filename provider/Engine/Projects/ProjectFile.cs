using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sluice.Engine.Projects;

/// <summary>One entry of the project's <c>config</c> block.</summary>
internal sealed record ConfigDeclaration(string Key, string? Type, string? Default, string? Value, bool Secret);

/// <summary>A project as <c>Pulumi.yaml</c> declares it.</summary>
internal sealed partial record ProjectFile
{
    public const string FileName = "Pulumi.yaml";

    public required string Name { get; init; }

    /// <summary>The folder of <c>Pulumi.yaml</c>.</summary>
    public required string Root { get; init; }

    public required string Runtime { get; init; }

    public string? Binary { get; init; }

    public string? Executor { get; init; }

    /// <summary>The folder of the program.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>The file <c>main</c> names, when it names a file.</summary>
    public string? EntryFile { get; init; }

    public required string StackConfigFolder { get; init; }

    public IReadOnlyList<ConfigDeclaration> Config { get; init; } = [];

    /// <summary>Folders of component plugins by package name, from <c>plugins.providers</c> and local <c>packages</c>.</summary>
    public IReadOnlyDictionary<string, string> PluginFolders { get; init; } = new Dictionary<string, string>();

    /// <summary>Finds the project at <paramref name="folder"/> or above it.</summary>
    /// <exception cref="EngineException">There is none, or it is malformed.</exception>
    public static ProjectFile Find(string folder)
    {
        for (var at = new DirectoryInfo(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, FileName);
            if (File.Exists(file))
            {
                return Read(file);
            }
        }

        throw new EngineException($"no {FileName} project file found in '{Path.GetFullPath(folder)}' or any folder above it. Change to a project's folder, or name it with -C.") { ExitCode = 2 };
    }

    public static ProjectFile Read(string file)
    {
        var yaml = YamlFiles.ReadMap(file);
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var name = yaml.Text("name");
        if (name is null || name.Length > 100 || !NamePattern().IsMatch(name))
        {
            throw new EngineException($"{file}: name: '{name}' is not a project name. Allowed are letters, digits, '-', '_' and '.', at most 100.") { ExitCode = 2 };
        }

        var runtime = yaml.Text("runtime") ?? yaml.Map("runtime")?.Text("name");
        if (runtime != "dotnet")
        {
            throw new EngineException($"{file}: runtime: '{runtime}' is not supported by the embedded engine, which runs 'dotnet' programs. Use the Pulumi CLI for programs in other languages.") { ExitCode = 2 };
        }

        var options = yaml.Map("runtime")?.Map("options");
        var main = yaml.Text("main");
        var program = main is null ? root : Path.GetFullPath(Path.Combine(root, main));
        var entry = File.Exists(program) ? program : null;
        if (entry is null && !Directory.Exists(program))
        {
            throw new EngineException($"{file}: main: '{main}' does not exist in '{root}'. Name the program's folder, relative to {FileName}.") { ExitCode = 2 };
        }

        return new ProjectFile
        {
            Name = name,
            Root = root,
            Runtime = runtime,
            Binary = options?.Text("binary"),
            Executor = options?.Text("use-executor"),
            ProgramFolder = entry is null ? program : Path.GetDirectoryName(entry)!,
            EntryFile = entry,
            StackConfigFolder = (yaml.Text("stackConfigDir") ?? yaml.Text("config")) is { } configFolder ? Path.Combine(root, configFolder) : root,
            Config = [.. (yaml.Map("config")?.Members() ?? []).Select(m => Declaration(name, m.Name, m.Value))],
            PluginFolders = Plugins(yaml, root),
        };
    }

    private static ConfigDeclaration Declaration(string project, string key, YamlNode value)
    {
        var full = StackConfig.QualifiedKey(project, key);
        return value is YamlMappingNode map && (map.Text("type") ?? map.Text("default") ?? map.Text("value") ?? map.Text("description")) is not null
            ? new ConfigDeclaration(full, map.Text("type"), YamlFiles.ConfigText(map.Child("default")), YamlFiles.ConfigText(map.Child("value")), map.Text("secret") == "true")
            : new ConfigDeclaration(full, null, YamlFiles.ConfigText(value), null, false);
    }

    private static Dictionary<string, string> Plugins(YamlMappingNode yaml, string root)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in (yaml.Map("plugins")?.Child("providers") as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? [])
        {
            if (item.Text("name") is { } plugin && item.Text("path") is { } path)
            {
                found[plugin] = Path.GetFullPath(Path.Combine(root, path));
            }
        }

        foreach (var (package, value) in yaml.Map("packages")?.Members() ?? [])
        {
            var source = (value as YamlScalarNode)?.Value ?? (value as YamlMappingNode)?.Text("source");
            if (source is not null && (source.StartsWith('.') || Path.IsPathRooted(source)))
            {
                found[package] = Path.GetFullPath(Path.Combine(root, source));
            }
        }

        return found;
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]+$")]
    private static partial Regex NamePattern();
}

/// <summary>Reading YAML files as nodes, with errors that name file, line and column.</summary>
internal static class YamlFiles
{
    public static YamlMappingNode ReadMap(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var stream = new YamlStream();
            stream.Load(reader);
            return stream.Documents.Count == 0
                ? []
                : stream.Documents[0].RootNode as YamlMappingNode ?? throw new EngineException($"{file}: expected a mapping at the top.") { ExitCode = 2 };
        }
        catch (YamlException e)
        {
            throw new EngineException($"{file}: not valid YAML at line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e) { ExitCode = 2 };
        }
    }

    public static YamlNode? Child(this YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    public static string? Text(this YamlMappingNode map, string key) => (map.Child(key) as YamlScalarNode)?.Value;

    public static YamlMappingNode? Map(this YamlMappingNode map, string key) => map.Child(key) as YamlMappingNode;

    public static IEnumerable<(string Name, YamlNode Value)> Members(this YamlMappingNode map) =>
        map.Children.Select(static c => (((YamlScalarNode)c.Key).Value ?? "", c.Value));

    /// <summary>A configuration value as programs get it: scalars as text, everything else as JSON.</summary>
    public static string? ConfigText(YamlNode? node) => node switch
    {
        null => null,
        YamlScalarNode s => s.Value ?? "",
        _ => Kubernetes.YamlManifests.ToJson(node)?.ToJsonString(),
    };
}
