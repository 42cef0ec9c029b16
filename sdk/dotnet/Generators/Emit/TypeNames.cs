using Microsoft.CodeAnalysis.CSharp;
using Sluice.Generators.Schema;

namespace Sluice.Generators.Emit;

/// <summary>The C# types of a property, seen from a program's inputs and from its outputs.</summary>
internal sealed class TypeNames(EmitOptions options)
{
    private const string Union = "global::Pulumi.Union<int, string>";
    private const string JsonElement = "global::System.Text.Json.JsonElement";
    private const string ImmutableArray = "global::System.Collections.Immutable.ImmutableArray";
    private const string ImmutableDictionary = "global::System.Collections.Immutable.ImmutableDictionary";

    public string InputNamespace(ObjectType type) => $"{options.RootNamespace}.Types.Inputs.{type.Module}";

    public string OutputNamespace(ObjectType type) => $"{options.RootNamespace}.Types.Outputs.{type.Module}";

    public string InputClass(ObjectType type) => $"global::{InputNamespace(type)}.{type.Name}Args";

    public string OutputClass(ObjectType type) => $"global::{OutputNamespace(type)}.{type.Name}";

    /// <summary>The plain type inside an <c>Input</c>.</summary>
    public string InputValue(PropertyType type) => type switch
    {
        PropertyType.Scalar scalar => scalar.Keyword,
        PropertyType.IntOrString => Union,
        PropertyType.Json => JsonElement,
        PropertyType.List list => $"{ImmutableArray}<{InputValue(list.Element)}>",
        PropertyType.Map map => $"{ImmutableDictionary}<string, {InputValue(map.Element)}>",
        PropertyType.External external => external.InputType,
        PropertyType.Reference reference => InputClass(reference.Target),
        _ => throw new System.NotSupportedException(type.GetType().Name),
    };

    /// <summary>The type of an input property; collections have classes of their own.</summary>
    public string Input(PropertyType type) => type switch
    {
        PropertyType.IntOrString => "global::Pulumi.InputUnion<int, string>",
        PropertyType.List list => $"global::Pulumi.InputList<{InputValue(list.Element)}>",
        PropertyType.Map map => $"global::Pulumi.InputMap<{InputValue(map.Element)}>",
        _ => $"global::Pulumi.Input<{InputValue(type)}>",
    };

    public string Output(PropertyType type) => type switch
    {
        PropertyType.Scalar scalar => scalar.Keyword,
        PropertyType.IntOrString => Union,
        PropertyType.Json => JsonElement,
        PropertyType.List list => $"{ImmutableArray}<{Output(list.Element)}>",
        PropertyType.Map map => $"{ImmutableDictionary}<string, {Output(map.Element)}>",
        PropertyType.External external => external.OutputType,
        PropertyType.Reference reference => OutputClass(reference.Target),
        _ => throw new System.NotSupportedException(type.GetType().Name),
    };

    public string OptionalOutput(PropertyType type) =>
        Output(type) + (options.AreOutputsNullable && type is not PropertyType.List and not PropertyType.Json ? "?" : "");

    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A member must not be named like its class.</summary>
    public static string MemberOf(ObjectType type, Property property) =>
        property.Name == type.Name ? property.Name + "Value" : property.Name;
}
