using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sluice.Engine.State;

/// <summary>An operation that was under way when the file was written; what became of it is not known.</summary>
internal sealed record PendingOperation(ResourceState Resource, string Kind)
{
    public const string Creating = "creating";
    public const string Updating = "updating";
    public const string Deleting = "deleting";
    public const string Reading = "reading";
}

/// <summary>The remembered state of one stack: its resources, every one after all it depends on.</summary>
internal sealed record Checkpoint
{
    public static readonly Checkpoint Empty = new();

    public ImmutableArray<ResourceState> Resources { get; init; } = [];

    public ImmutableArray<PendingOperation> PendingOperations { get; init; } = [];

    /// <summary>The salt of the passphrase secrets provider; null when the stack has no secret.</summary>
    public string? Salt { get; init; }

    public JsonObject? Metadata { get; init; }

    /// <summary>The stack's own resource, which carries the outputs.</summary>
    public ResourceState? Stack => Resources.FirstOrDefault(static r => r.Urn.IsStack && !r.Delete);
}
