using System.Text;
using System.Text.Json.Nodes;
using Sluice.Engine.Secrets;
using YamlDotNet.RepresentationModel;

namespace Sluice.Engine.Projects;

/// <summary>A configuration value: its text in clear, and whether it is secret.</summary>
internal sealed record ConfigValue(string Text, bool Secret);

/// <summary>
/// The configuration of one stack, <c>Pulumi.&lt;stack&gt;.yaml</c>. Edits touch only the lines of the key at hand, so that
/// comments and order stay.
/// </summary>
internal sealed class StackConfig
{
    private const string Indent = "  ";

    private readonly ProjectFile _project;
    private readonly Passphrase _passphrase;
    private SecretsManager? _secrets;

    public StackConfig(ProjectFile project, string stack, Passphrase passphrase)
    {
        _project = project;
        _passphrase = passphrase;
        Stack = stack;
        FilePath = Path.Combine(project.StackConfigFolder, $"Pulumi.{stack}.yaml");
    }

    public string Stack { get; }

    public string FilePath { get; }

    public string? EncryptionSalt => File.Exists(FilePath) ? YamlFiles.ReadMap(FilePath).Text("encryptionsalt") : null;

    /// <summary>Names of the stacks that have a configuration file.</summary>
    public static IReadOnlyList<string> Stacks(ProjectFile project) =>
        Directory.Exists(project.StackConfigFolder)
            ? [.. Directory.EnumerateFiles(project.StackConfigFolder, "Pulumi.*.yaml").Select(static f => Path.GetFileName(f)["Pulumi.".Length..^".yaml".Length]).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The full key: a key without namespace belongs to the project.</summary>
    public static string QualifiedKey(string project, string key) => key.Contains(':', StringComparison.Ordinal) ? key : $"{project}:{key}";

    /// <summary>Every value the program gets, defaults of the project file included.</summary>
    /// <exception cref="EngineException">A required value is missing, or a value is of the wrong kind.</exception>
    public IReadOnlyDictionary<string, ConfigValue> Read()
    {
        var values = new SortedDictionary<string, ConfigValue>(StringComparer.Ordinal);
        var config = File.Exists(FilePath) ? YamlFiles.ReadMap(FilePath).Map("config") : null;
        foreach (var (key, node) in config?.Members() ?? [])
        {
            values[QualifiedKey(_project.Name, key)] = Value(node);
        }

        foreach (var declaration in _project.Config.Where(d => !values.ContainsKey(d.Key)))
        {
            if ((declaration.Value ?? declaration.Default) is { } text)
            {
                values[declaration.Key] = new ConfigValue(text, declaration.Secret);
            }
        }

        Check(values);
        return values;
    }

    public ConfigValue? Get(string key) => Read().GetValueOrDefault(QualifiedKey(_project.Name, key));

    public void Set(string key, string value, ConfigKind kind)
    {
        var full = QualifiedKey(_project.Name, key);
        var text = kind == ConfigKind.Secret ? $"{Environment.NewLine}{Indent}{Indent}secure: {Secrets().Encrypt(value)}" : " " + Scalar(value);
        var lines = File.Exists(FilePath) ? File.ReadAllLines(FilePath).ToList() : [];
        var block = lines.FindIndex(static l => l.TrimEnd() is "config:" or "config: {}");
        if (block < 0)
        {
            lines.Add("config:");
            block = lines.Count - 1;
        }

        lines[block] = "config:";
        var end = block + 1;
        var at = -1;
        for (var i = block + 1; i < lines.Count && (lines[i].Length == 0 || lines[i][0] is ' ' or '#' or '\t'); i++)
        {
            if (lines[i].Trim().Length > 0)
            {
                end = i + 1;
            }

            if (KeyOf(lines[i]) is { } found && QualifiedKey(_project.Name, found) == full)
            {
                at = i;
            }
        }

        var line = $"{Indent}{full}:{text}";
        if (at < 0)
        {
            lines.Insert(end, line);
        }
        else
        {
            // What is indented deeper belongs to the old value.
            var own = Depth(lines[at]);
            var count = 1;
            while (at + count < lines.Count && lines[at + count].Trim().Length > 0 && Depth(lines[at + count]) > own)
            {
                count++;
            }

            lines.RemoveRange(at, count);
            lines.Insert(at, line);
        }

        if (kind == ConfigKind.Secret && !lines.Any(static l => l.StartsWith("encryptionsalt:", StringComparison.Ordinal)))
        {
            lines.Insert(0, $"encryptionsalt: {Secrets().Salt}");
        }

        var fresh = FilePath + ".new";
        File.WriteAllText(fresh, string.Join('\n', lines) + "\n", new UTF8Encoding(false));
        File.Move(fresh, FilePath, overwrite: true);
    }

    private static int Depth(string line) => line.Length - line.TrimStart().Length;

    /// <summary>The key a line sets at the first level of the block; null for any other line.</summary>
    private static string? KeyOf(string line)
    {
        var text = line.Trim();
        if (Depth(line) is 0 or > 4 || text.StartsWith('#') || text.StartsWith("secure:", StringComparison.Ordinal))
        {
            return null;
        }

        if (text.StartsWith('"') || text.StartsWith('\''))
        {
            var close = text.IndexOf(text[0], 1);
            return close > 0 ? text[1..close] : null;
        }

        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 ? text[..colon] : text.EndsWith(':') ? text[..^1] : null;
    }

    private static string Scalar(string value)
    {
        var plain = value.Length > 0 && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') && char.IsAsciiLetterOrDigit(value[0]);
        // A text that YAML would read as another type stays text to programs either way, because they get scalars as text.
        return plain ? value : JsonValue.Create(value).ToJsonString();
    }

    private ConfigValue Value(YamlNode node)
    {
        if (node is YamlMappingNode map && map.Children.Count == 1 && map.Text("secure") is { } ciphertext)
        {
            return new ConfigValue(Secrets().Decrypt(ciphertext), true);
        }

        return new ConfigValue(YamlFiles.ConfigText(node) ?? "", false);
    }

    private SecretsManager Secrets() => _secrets ??= new SecretsManager(_passphrase, EncryptionSalt);

    private void Check(SortedDictionary<string, ConfigValue> values)
    {
        var missing = _project.Config.Where(d => !values.ContainsKey(d.Key)).Select(static d => d.Key[(d.Key.IndexOf(':', StringComparison.Ordinal) + 1)..]).ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(missing.Count > 1 ? ", " : "", missing.SkipLast(1).Select(static m => $"'{m}'")) + (missing.Count > 1 ? " and " : "") + $"'{missing[^1]}'";
            throw new EngineException($"Stack '{Stack}' is missing configuration value{(missing.Count > 1 ? "s" : "")} {names}. Set it with: sluice config set {missing[0]} VALUE") { ExitCode = 2 };
        }

        foreach (var declaration in _project.Config.Where(static d => d.Secret))
        {
            if (!values[declaration.Key].Secret)
            {
                throw new EngineException($"Stack '{Stack}' with configuration key '{declaration.Key}' must be encrypted as it's secret. Set it with: sluice config set --secret {declaration.Key} VALUE") { ExitCode = 2 };
            }
        }
    }
}

internal enum ConfigKind
{
    Plain,
    Secret,
}
