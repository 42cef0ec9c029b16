using System.Collections.Immutable;

namespace Sluice.Cli.Workspaces;

/// <summary>How a command is to run, from its options.</summary>
internal sealed record RunOptions
{
    public bool Yes { get; init; }

    public bool SkipPreview { get; init; }

    public bool Refresh { get; init; }

    public bool Build { get; init; } = true;

    public string Configuration { get; init; } = "Release";

    public bool ShowSames { get; init; }

    public bool SuppressOutputs { get; init; }

    public bool SuppressProgress { get; init; }

    public bool ExpectNoChanges { get; init; }

    public bool IgnoreProtect { get; init; }

    public bool StopCluster { get; init; }

    public bool Remove { get; init; }

    public int Parallel { get; init; } = Engine.Hosting.StackSessionOptions.DefaultParallel;

    public ImmutableArray<string> Targets { get; init; } = [];

    public ImmutableArray<string> Replace { get; init; } = [];

    public ImmutableArray<string> Catalogs { get; init; } = [];
}
