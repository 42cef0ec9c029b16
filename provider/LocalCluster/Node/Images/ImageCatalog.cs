using System.Text.Json;

namespace Sluice.LocalCluster.Node.Images;

/// <summary>
/// Maps image names to commands. The files are read again when they change, so that a new image does not need a restart
/// of the cluster. Later files win over earlier ones.
/// </summary>
internal sealed class ImageCatalog(IReadOnlyList<string> files)
{
    private readonly ProgramDigest _digest = new();
    private readonly Lock _gate = new();
    private Dictionary<string, DateTime> _read = [];
    private Dictionary<string, ImageEntry> _entries = [];
    private List<string> _problems = [];

    /// <returns>The entry, or null with the reason and the cure.</returns>
    public ImageEntry? Find(string image, out string problem)
    {
        Refresh();
        problem = "";
        string repository = Repository(image);
        lock (_gate)
        {
            if (_entries.TryGetValue(repository, out ImageEntry? entry) || _entries.TryGetValue(Short(repository), out entry))
            {
                string? missing = entry.Command.Concat(entry.Arguments).FirstOrDefault(a => Path.IsPathRooted(a) && a.EndsWith(".dll", StringComparison.Ordinal) && !File.Exists(a));
                if (missing is null)
                {
                    return entry;
                }

                problem = $"the catalog {entry.Catalog} maps \"{repository}\" to {missing}, which does not exist. Build that project first.";
                return null;
            }

            problem = _problems.Count > 0
                ? string.Join(' ', _problems)
                : $"no program is known for \"{repository}\" on this cluster, where pods are local processes. "
                    + $"Add it to the image catalog ({(files.Count == 0 ? "none is configured" : string.Join(", ", files))}): {{\"images\":{{\"{repository}\":{{\"command\":[\"dotnet\",\"path/to/program.dll\"]}}}}}}.";
            return null;
        }
    }

    /// <summary>The image's name without tag and digest.</summary>
    public static string Repository(string image)
    {
        int digest = image.IndexOf('@', StringComparison.Ordinal);
        string name = digest < 0 ? image : image[..digest];
        int tag = name.LastIndexOf(':');
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }

    /// <summary>What a pod's status shows as imageID; another one after the program was built anew.</summary>
    public string IdOf(string image, ImageEntry entry) => $"{Repository(image)}@sha256:{_digest.Of(Repository(image), entry)}";

    /// <summary><c>docker.io/library/nginx</c> and <c>nginx</c> are the same image.</summary>
    private static string Short(string repository)
    {
        string name = repository.StartsWith("docker.io/", StringComparison.Ordinal) ? repository["docker.io/".Length..] : $"docker.io/{repository}";
        return name.StartsWith("library/", StringComparison.Ordinal) ? name["library/".Length..] : name;
    }

    private void Refresh()
    {
        lock (_gate)
        {
            var now = files.ToDictionary(f => f, f => File.Exists(f) ? File.GetLastWriteTimeUtc(f) : DateTime.MinValue);
            if (now.Count == _read.Count && now.All(p => _read.TryGetValue(p.Key, out DateTime t) && t == p.Value))
            {
                return;
            }

            _read = now;
            _entries = [];
            _problems = [];
            foreach (string file in files)
            {
                Read(file);
            }
        }
    }

    private void Read(string file)
    {
        if (!File.Exists(file))
        {
            _problems.Add($"The image catalog {file} does not exist.");
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllText(file), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            foreach (JsonProperty image in document.RootElement.GetProperty("images").EnumerateObject())
            {
                _entries[image.Name] = Entry(image, folder, file);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            _problems.Add($"The image catalog {file} cannot be read: {e.Message} Expected is {{\"images\":{{\"<repository>\":{{\"command\":[\"…\"],\"args\":[\"…\"],\"env\":{{}}}}}}}}.");
        }
    }

    private static ImageEntry Entry(JsonProperty image, string folder, string file)
    {
        List<string> command = [.. Strings(image.Value, "command").Select(a => Absolute(a, folder))];
        List<string> arguments = [.. Strings(image.Value, "args").Select(a => Absolute(a, folder))];
        var environment = new Dictionary<string, string>();
        if (image.Value.TryGetProperty("env", out JsonElement env))
        {
            foreach (JsonProperty variable in env.EnumerateObject())
            {
                environment[variable.Name] = variable.Value.GetString() ?? "";
            }
        }

        if (command.Count == 0)
        {
            throw new InvalidOperationException($"images[\"{image.Name}\"].command is empty.");
        }

        string? program = command.FirstOrDefault(Path.IsPathRooted);
        string working = image.Value.TryGetProperty("workingDir", out JsonElement dir) && dir.GetString() is { } text
            ? Path.GetFullPath(text, folder)
            : program is null ? folder : Path.GetDirectoryName(program)!;
        return new ImageEntry(image.Name, command, arguments, environment, working, file);
    }

    private static IEnumerable<string> Strings(JsonElement image, string name) =>
        image.TryGetProperty(name, out JsonElement array) ? array.EnumerateArray().Select(e => e.GetString() ?? "") : [];

    /// <summary>Arguments that name a file are relative to the catalog; everything else is left alone.</summary>
    private static string Absolute(string argument, string folder)
    {
        bool looksLikeFile = argument.StartsWith("./", StringComparison.Ordinal)
            || argument.StartsWith("../", StringComparison.Ordinal)
            || argument.EndsWith(".dll", StringComparison.Ordinal)
            || (argument.Contains('/', StringComparison.Ordinal) && !argument.StartsWith('-') && !argument.Contains("://", StringComparison.Ordinal) && File.Exists(Path.GetFullPath(argument, folder)));
        return looksLikeFile ? Path.GetFullPath(argument, folder) : argument;
    }
}
