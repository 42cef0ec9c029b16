using Microsoft.CodeAnalysis;

namespace Sluice.Generators.Kubernetes;

/// <summary>A model class that is a kind of its own.</summary>
internal sealed class EntityModel(INamedTypeSymbol symbol, string group, string version, string kind)
{
    public INamedTypeSymbol Symbol { get; } = symbol;

    public string Group { get; } = group;

    public string Version { get; } = version;

    public string Kind { get; } = kind;

    public string GroupVersion { get; } = (group.Length == 0 ? "core" : group) + "/" + version;
}
