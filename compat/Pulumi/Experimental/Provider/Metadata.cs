namespace Pulumi.Experimental.Provider;

/// <summary>What a package says about itself.</summary>
public record Metadata(string Name, string? Namespace = null, string? Version = null, string? DisplayName = null);
