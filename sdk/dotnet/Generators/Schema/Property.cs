namespace Sluice.Generators.Schema;

internal sealed class Property(string jsonName, PropertyType type)
{
    public string JsonName { get; } = jsonName;

    public PropertyType Type { get; } = type;

    public bool IsRequired { get; set; }

    /// <summary>The member whose documentation this property repeats, or null.</summary>
    public string? Documentation { get; set; }

    /// <summary>The property's C# name: the JSON name with a capital first letter and without characters C# does not allow.</summary>
    public string Name { get; } = MemberName(jsonName);

    private static string MemberName(string jsonName)
    {
        var name = jsonName.TrimStart('$');
        return char.ToUpperInvariant(name[0]) + name.Substring(1).Replace("-", "_");
    }
}
