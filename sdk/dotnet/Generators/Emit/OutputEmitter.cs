using Sluice.Generators.Schema;

namespace Sluice.Generators.Emit;

/// <summary>Writes the class that carries an object type's values back from the cluster.</summary>
internal static class OutputEmitter
{
    public static string Emit(ObjectType type, EmitOptions options)
    {
        var names = new TypeNames(options);
        var code = new CodeWriter();
        code.Open($"namespace {names.OutputNamespace(type)}");
        code.Documentation(type.Documentation);
        code.Line("[global::Pulumi.OutputType]");
        code.Open($"public sealed class {type.Name}");
        foreach (var property in type.Properties)
        {
            code.Documentation(property.Documentation);
            code.Line($"public readonly {TypeOf(names, property)} {TypeNames.MemberOf(type, property)};");
            code.Line();
        }

        code.Line("[global::Pulumi.OutputConstructor]");
        code.Open($"private {type.Name}({string.Join(", ", Parameters(names, type))})");
        foreach (var property in type.Properties)
        {
            code.Line($"{TypeNames.MemberOf(type, property)} = {ParameterName(property)};");
        }

        code.Close();
        code.Close();
        code.Close();
        return code.ToString();
    }

    private static IEnumerable<string> Parameters(TypeNames names, ObjectType type) => type.Properties.Select(property =>
    {
        var parameter = ParameterName(property);
        var wireName = parameter.TrimStart('@') == property.JsonName
            ? ""
            : $"[global::Pulumi.OutputConstructorParameter(\"{property.JsonName}\")] ";
        return $"{wireName}{TypeOf(names, property)} {parameter}";
    });

    private static string TypeOf(TypeNames names, Property property) =>
        property.IsRequired ? names.Output(property.Type) : names.OptionalOutput(property.Type);

    private static string ParameterName(Property property) =>
        TypeNames.Identifier(char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1));
}
