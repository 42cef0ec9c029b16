using System.Text;

namespace VerifyTests;

/// <summary>How one verification is named, placed and cleaned.</summary>
public class VerifySettings
{
    private readonly List<Action<StringBuilder>> _scrubbers = [];

    public VerifySettings(VerifySettings? settings = null)
    {
        if (settings is null)
        {
            return;
        }

        Directory = settings.Directory;
        FileName = settings.FileName;
        TypeName = settings.TypeName;
        MethodName = settings.MethodName;
        TextForParameters = settings.TextForParameters;
        Parameters = settings.Parameters;
        IsAutoVerify = settings.IsAutoVerify;
        _scrubbers.AddRange(settings._scrubbers);
    }

    internal string? Directory { get; private set; }

    internal string? FileName { get; private set; }

    internal string? TypeName { get; private set; }

    internal string? MethodName { get; private set; }

    internal string? TextForParameters { get; private set; }

    internal object?[]? Parameters { get; private set; }

    internal bool IsAutoVerify { get; private set; }

    internal IReadOnlyList<Action<StringBuilder>> Scrubbers => _scrubbers;

    /// <summary>Puts the files there; relative to the folder of the test's source file.</summary>
    public void UseDirectory(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory = directory;
    }

    /// <summary>Replaces class, method and parameters in the file name.</summary>
    public void UseFileName(string fileName)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        FileName = fileName;
    }

    public void UseTypeName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        TypeName = name;
    }

    public void UseMethodName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        MethodName = name;
    }

    /// <summary>The values of a theory's parameters, in order, for the file name.</summary>
    public void UseParameters(params object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
    }

    /// <summary>Replaces the parameters in the file name.</summary>
    public void UseTextForParameters(string parametersText)
    {
        ArgumentException.ThrowIfNullOrEmpty(parametersText);
        TextForParameters = parametersText;
    }

    /// <summary>Takes whatever is received as verified.</summary>
    public void AutoVerify(bool includeBuildServer = true) => IsAutoVerify = includeBuildServer || Environment.GetEnvironmentVariable("CI") is null;

    /// <summary>Changes the text before it is compared; the last one added runs first.</summary>
    public void AddScrubber(Action<StringBuilder> scrubber)
    {
        ArgumentNullException.ThrowIfNull(scrubber);
        _scrubbers.Insert(0, scrubber);
    }

    /// <summary>Removes every line that contains one of the texts, in any case.</summary>
    public void ScrubLinesContaining(params string[] stringToMatch)
        => ScrubLines(line => stringToMatch.Any(text => line.Contains(text, StringComparison.OrdinalIgnoreCase)));

    public void ScrubLines(Func<string, bool> removeLine)
        => ScrubLinesWithReplace(line => removeLine(line) ? null : line);

    /// <summary>Replaces every line; null removes it.</summary>
    public void ScrubLinesWithReplace(Func<string, string?> replaceLine) => AddScrubber(builder =>
    {
        var lines = builder.ToString().Split('\n').Select(replaceLine).OfType<string>();
        builder.Clear().AppendJoin('\n', lines);
    });

    /// <summary>Replaces every GUID in the text by its number of first appearance.</summary>
    public void ScrubInlineGuids() => AddScrubber(InlineGuids.Scrub);
}
