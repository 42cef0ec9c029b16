namespace Sluice.Generators.Schema;

/// <summary>An API object type; filled in two steps because types refer to each other.</summary>
internal sealed class ObjectType(string module, string name, string? documentation)
{
    /// <summary>The namespace tail of group and version, such as <c>Core.V1</c>.</summary>
    public string Module { get; } = module;

    public string Name { get; } = name;

    /// <summary>The member whose documentation this type repeats, or null.</summary>
    public string? Documentation { get; } = documentation;

    public List<Property> Properties { get; } = [];
}
