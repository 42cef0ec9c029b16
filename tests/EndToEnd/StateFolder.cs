namespace Sluice.EndToEnd.Tests;

/// <summary>A state folder of a test's own; at the end nothing may run on it.</summary>
internal sealed class StateFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sluice-e2e-").FullName;

    /// <summary>Processes whose command line or environment names this folder.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(folder => System.IO.Path.GetFileName(folder))
            .Where(name => int.TryParse(name, out _)).Select(int.Parse).Where(pid => pid != Environment.ProcessId && Names(pid)),
    ];

    public async ValueTask DisposeAsync()
    {
        await new SluiceCommand(Path).RunAsync(Path, "local", "stop");
        Directory.Delete(Path, recursive: true);
    }

    private bool Names(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(Path, StringComparison.Ordinal)
                || File.ReadAllText($"/proc/{pid}/environ").Contains(Path, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
