using System.Reflection;
using System.Text;

namespace VerifyTests;

/// <summary>Compares a text with its verified file.</summary>
internal static class Snapshot
{
    public static async Task<VerifyResult> CompareAsync(SnapshotFile file, string? text, VerifySettings settings, Assembly assembly)
    {
        var received = Scrub(text, settings, assembly);
        var verified = File.Exists(file.Verified) ? Normalize(await File.ReadAllTextAsync(file.Verified).ConfigureAwait(false)) : null;

        // An editor may have ended the file with a newline.
        if (verified is not null && (verified == received || verified == received + "\n"))
        {
            File.Delete(file.Received);
            return new VerifyResult(received, file.Verified);
        }

        Directory.CreateDirectory(file.Directory);
        if (settings.IsAutoVerify)
        {
            await File.WriteAllTextAsync(file.Verified, received).ConfigureAwait(false);
            File.Delete(file.Received);
            return new VerifyResult(received, file.Verified);
        }

        await File.WriteAllTextAsync(file.Received, received).ConfigureAwait(false);
        throw new VerifyException(Explain(file, received, verified));
    }

    private static string Scrub(string? text, VerifySettings settings, Assembly assembly)
    {
        var builder = new StringBuilder(text is null ? "null" : text.Length == 0 ? "emptyString" : Normalize(text));
        foreach (var scrubber in settings.Scrubbers)
        {
            scrubber(builder);
        }

        SourcePaths.Scrub(builder, assembly);
        return Normalize(builder.ToString());
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n");

    private static string Explain(SnapshotFile file, string received, string? verified)
    {
        var message = new StringBuilder()
            .Append("Directory: ").AppendLine(file.Directory)
            .AppendLine(verified is null ? "New:" : "NotEqual:")
            .Append("  - Received: ").AppendLine(Path.GetFileName(file.Received))
            .Append("    Verified: ").AppendLine(Path.GetFileName(file.Verified))
            .AppendLine()
            .AppendLine("FileContent:")
            .AppendLine()
            .AppendLine(verified is null ? "New:" : "NotEqual:")
            .AppendLine()
            .Append("Received: ").AppendLine(Path.GetFileName(file.Received))
            .AppendLine(received);
        if (verified is not null)
        {
            message.Append("Verified: ").AppendLine(Path.GetFileName(file.Verified)).AppendLine(verified);
        }

        return message.ToString();
    }
}
