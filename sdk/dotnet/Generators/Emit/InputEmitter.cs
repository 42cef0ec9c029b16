using Sluice.Generators.Schema;

namespace Sluice.Generators.Emit;

/// <summary>Writes the arguments class of an object type: every leaf an <c>Input</c>, every collection made on first use.</summary>
internal static class InputEmitter
{
    public static string Emit(ModelSchema schema, ObjectType type, EmitOptions options)
    {
        var names = new TypeNames(options);
        var code = new CodeWriter();
        code.Open($"namespace {names.InputNamespace(type)}");
        code.Documentation(type.Documentation);
        code.Open($"public class {type.Name}Args : global::Pulumi.ResourceArgs");
        foreach (var property in type.Properties.Where(property => schema.IsInput(type, property)))
        {
            EmitProperty(code, names, type, property);
        }

        code.Line($"public static new {type.Name}Args Empty => new();");
        code.Close();
        code.Close();
        return code.ToString();
    }

    private static void EmitProperty(CodeWriter code, TypeNames names, ObjectType owner, Property property)
    {
        var attribute = $"[global::Pulumi.Input(\"{property.JsonName}\"{(property.IsRequired ? ", required: true" : "")})]";
        var type = names.Input(property.Type);
        var name = TypeNames.MemberOf(owner, property);
        if (property.Type is PropertyType.List or PropertyType.Map)
        {
            var field = "_" + char.ToLowerInvariant(name[0]) + name.Substring(1);
            code.Line(attribute);
            code.Line($"private {type}? {field};");
            code.Line();
            code.Documentation(property.Documentation);
            code.Open($"public {type} {name}");
            code.Line($"get => {field} ??= new();");
            code.Line($"set => {field} = value;");
            code.Close();
        }
        else
        {
            code.Documentation(property.Documentation);
            code.Line(attribute);
            code.Line(property.IsRequired
                ? $"public {type} {name} {{ get; set; }} = null!;"
                : $"public {type}? {name} {{ get; set; }}");
        }

        code.Line();
    }
}
