using System.Collections.Immutable;

namespace Pulumi;

/// <summary>What a run is told about itself.</summary>
internal sealed record DeploymentSettings
{
    public required string Project { get; init; }

    public required string Stack { get; init; }

    public required string Organization { get; init; }

    public string? RootDirectory { get; init; }

    public required bool IsDryRun { get; init; }

    public ImmutableDictionary<string, string> Config { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Set where the exit code of the process is the result of the run: not inside a provider.</summary>
    public bool OwnsProcess { get; init; } = true;
}
