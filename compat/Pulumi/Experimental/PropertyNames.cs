using System.Reflection;

namespace Pulumi.Experimental;

internal static class PropertyNames
{
    /// <summary>The wire name: from the property's attribute, or from that of its backing field, where generated code puts it.</summary>
    public static string Of(PropertyInfo property)
    {
        var field = property.ReflectedType!.GetField($"_{CamelCase(property.Name)}", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var names = new[]
        {
            property.GetCustomAttribute<OutputAttribute>()?.Name,
            property.GetCustomAttribute<InputAttribute>()?.Name,
            field?.GetCustomAttribute<InputAttribute>()?.Name,
        };
        return Array.Find(names, name => !string.IsNullOrWhiteSpace(name)) ?? property.Name;
    }

    public static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
