using System.Runtime.CompilerServices;
using System.Text;
using VerifyTests;

namespace VerifyXunit;

/// <summary>
/// Compares a text with the <c>.verified</c> file beside the test. What differs is left in a <c>.received</c> file to look
/// at and, if right, to rename.
/// </summary>
public static class Verifier
{
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Verify(target, "txt", settings, sourceFile);

    public static SettingsTask Verify(string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => VerifyText(Task.FromResult(target), extension, settings, sourceFile);

    public static SettingsTask Verify(StringBuilder? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Verify(target?.ToString(), "txt", settings, sourceFile);

    public static SettingsTask Verify(StringBuilder? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => Verify(target?.ToString(), extension, settings, sourceFile);

    public static SettingsTask Verify(Task<string> target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => VerifyText(Nullable(target), "txt", settings, sourceFile);

    public static SettingsTask Verify(Task<string> target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
        => VerifyText(Nullable(target), extension, settings, sourceFile);

    private static SettingsTask VerifyText(Task<string?> target, string extension, VerifySettings? settings, string sourceFile)
    {
        var method = UseVerifyAttribute.CurrentMethod;
        return new SettingsTask(settings, async current =>
        {
            var file = SnapshotFile.For(method, current, sourceFile, extension);
            return await Snapshot.CompareAsync(file, await target.ConfigureAwait(false), current, method.DeclaringType!.Assembly).ConfigureAwait(false);
        });
    }

    private static async Task<string?> Nullable(Task<string> target) => await target.ConfigureAwait(false);
}
