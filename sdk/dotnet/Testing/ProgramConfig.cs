using System.Text.Json;

namespace Sluice.Testing;

/// <summary>
/// Configuration reaches a program through its environment only. Programs under test share one process, so those that take manifests wait
/// for each other.
/// </summary>
internal sealed class ProgramConfig : IDisposable
{
    private const string Variable = "PULUMI_CONFIG";

    private static readonly SemaphoreSlim Turn = new(1, 1);

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    private ProgramConfig()
    {
    }

    public static async Task<ProgramConfig> SetAsync(ManifestOptions options)
    {
        await Turn.WaitAsync().ConfigureAwait(false);
        var config = new ProgramConfig();
        var qualified = options.Config.ToDictionary(
            pair => pair.Key.Contains(':', StringComparison.Ordinal) ? pair.Key : $"{options.Project}:{pair.Key}", pair => pair.Value);
        Environment.SetEnvironmentVariable(Variable, JsonSerializer.Serialize(qualified));
        return config;
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Turn.Release();
    }
}
