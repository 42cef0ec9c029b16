using System.Text;

namespace Sluice.LocalCluster.Node.Pods;

/// <summary>What a container says about its own end.</summary>
internal static class TerminationMessage
{
    private const int MaxBytes = 4096;

    public static string? Read(string file, string? fallbackLog)
    {
        string? own = Tail(file);
        return own ?? (fallbackLog is null ? null : Tail(fallbackLog));
    }

    private static string? Tail(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(0, stream.Length - MaxBytes);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string text = reader.ReadToEnd();
        return text.Length == 0 ? null : text;
    }
}
