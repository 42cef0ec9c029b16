using System.Globalization;
using System.Reflection;

namespace VerifyTests;

/// <summary>Where the received and the verified text of one test live.</summary>
internal sealed record SnapshotFile(string Directory, string Name, string Extension)
{
    public string Received => Path.Combine(Directory, $"{Name}.received.{Extension}");

    public string Verified => Path.Combine(Directory, $"{Name}.verified.{Extension}");

    public static SnapshotFile For(MethodInfo method, VerifySettings settings, string sourceFile, string extension)
    {
        var folder = Path.GetDirectoryName(SourcePaths.OnThisMachine(sourceFile, method.DeclaringType!.Assembly))!;
        var name = settings.FileName
            ?? $"{settings.TypeName ?? TypeName(method.ReflectedType!)}.{settings.MethodName ?? method.Name}{ParameterText(method, settings)}";
        return new SnapshotFile(Path.GetFullPath(settings.Directory ?? ".", folder), Safe(name), extension.TrimStart('.'));
    }

    private static string TypeName(Type type) => type.DeclaringType is { } outer ? $"{TypeName(outer)}.{type.Name}" : type.Name;

    private static string ParameterText(MethodInfo method, VerifySettings settings)
    {
        if (settings.TextForParameters is { } text)
        {
            return $"_{text}";
        }

        var parameters = method.GetParameters();
        if (parameters.Length == 0)
        {
            return "";
        }

        var values = settings.Parameters
            ?? throw new VerifyException($"{method.DeclaringType!.Name}.{method.Name} has parameters, so its files need their values: call UseParameters(...) with them.");
        if (values.Length > parameters.Length)
        {
            throw new VerifyException($"{method.DeclaringType!.Name}.{method.Name} has {parameters.Length} parameters, but UseParameters got {values.Length} values.");
        }

        return string.Concat(values.Select((value, index) => $"_{parameters[index].Name}={Render(value)}"));
    }

    private static string Render(object? value) => value switch
    {
        null => "null",
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable items => $"[{string.Join(',', items.Cast<object?>().Select(Render))}]",
        _ => value.ToString() ?? "",
    };

    // The union of what the common file systems refuse, so that the same files work everywhere.
    private static string Safe(string name)
        => string.Concat(name.Select(character => char.IsControl(character) || "\"\\<>|:*?/".Contains(character, StringComparison.Ordinal) ? '-' : character));
}
