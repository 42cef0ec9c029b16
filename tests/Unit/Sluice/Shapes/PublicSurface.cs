using System.Reflection;
using System.Text;
using Sluice.Testing;

namespace Sluice.Tests.Shapes;

/// <summary>
/// Every public type and member of the packages, so that a change of what users compile against is a change of a file somebody looks at.
/// The generated classes follow the Gateway API's model and are left out.
/// </summary>
public sealed class PublicSurface
{
    [Fact]
    public Task Components() => Verify(Surface(typeof(SharedGateway).Assembly, type => !type.Namespace!.StartsWith("Sluice.Crds", StringComparison.Ordinal)));

    [Fact]
    public Task Testing() => Verify(Surface(typeof(Manifests).Assembly, _ => true));

    private static string Surface(Assembly assembly, Func<Type, bool> include)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().Where(include).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var isRecord = type.GetMethod("<Clone>$") is not null;
        foreach (var constructor in type.GetConstructors().Where(constructor => !isRecord || constructor.GetParameters().Length > 0))
        {
            yield return $"new({Parameters(constructor)})";
        }

        foreach (var field in type.GetFields(Own))
        {
            yield return field.IsLiteral ? $"const {field.Name} = {field.GetRawConstantValue()}" : $"{Name(field.FieldType)} {field.Name}";
        }

        foreach (var property in type.GetProperties(Own).Where(property => property.Name != "EqualityContract"))
        {
            yield return $"{Name(property.PropertyType)} {property.Name} {{{(property.CanRead ? " get;" : "")}{(property.SetMethod is { IsPublic: true } ? " set;" : "")} }}";
        }

        // What the compiler writes for records is not ours to promise one by one.
        string[] written = ["Equals", "GetHashCode", "ToString", "<Clone>$", "op_Equality", "op_Inequality", "PrintMembers", "Deconstruct"];
        foreach (var method in type.GetMethods(Own).Where(method => (!method.IsSpecialName || method.Name == "op_Implicit") && !(isRecord && written.Contains(method.Name))))
        {
            yield return $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
        }
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var plain = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{plain}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
