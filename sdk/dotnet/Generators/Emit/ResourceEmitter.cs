using Sluice.Generators.Schema;

namespace Sluice.Generators.Emit;

/// <summary>Writes the resource class of a kind: registration under the Kubernetes provider's token, and lookup by id.</summary>
internal static class ResourceEmitter
{
    public static string Emit(ResourceKind kind, EmitOptions options)
    {
        var names = new TypeNames(options);
        var args = names.InputClass(kind.Type);
        var code = new CodeWriter();
        code.Open($"namespace {options.RootNamespace}.{kind.Type.Module}");
        code.Documentation(kind.Type.Documentation);
        code.Line($"[{options.ResourceTypeAttribute}(\"{kind.Token}\")]");
        code.Open($"public partial class {kind.Kind} : {options.ResourceBase}");
        foreach (var property in kind.Type.Properties)
        {
            code.Documentation(property.Documentation);
            code.Line($"[global::Pulumi.Output(\"{property.JsonName}\")]");
            code.Line($"public global::Pulumi.Output<{OutputOf(names, property)}> {TypeNames.MemberOf(kind.Type, property)} {{ get; private set; }} = null!;");
            code.Line();
        }

        code.Line("/// <summary>Declares the object.</summary>");
        code.Line("/// <param name=\"name\">The resource's unique name in the stack.</param>");
        code.Line("/// <param name=\"args\">The manifest; <c>apiVersion</c> and <c>kind</c> are filled in.</param>");
        code.Line("/// <param name=\"options\">How the engine treats the resource.</param>");
        code.Line($"public {kind.Kind}(string name, {args}? args = null, global::Pulumi.CustomResourceOptions? options = null)");
        code.Line($"    : base(\"{kind.Token}\", name, MakeArgs(args), MakeResourceOptions(options, \"\"))");
        code.Line("{");
        code.Line("}");
        code.Line();
        code.Line($"private {kind.Kind}(string name, global::Pulumi.Input<string> id, global::Pulumi.CustomResourceOptions? options)");
        code.Line($"    : base(\"{kind.Token}\", name, null, MakeResourceOptions(options, id))");
        code.Line("{");
        code.Line("}");
        code.Line();
        code.Line("/// <summary>Reads an object that exists already.</summary>");
        code.Line("/// <param name=\"name\">The resource's unique name in the stack.</param>");
        code.Line("/// <param name=\"id\">The object's id: <c>namespace/name</c>, or <c>name</c> for cluster-wide kinds.</param>");
        code.Line("/// <param name=\"options\">How the engine treats the resource.</param>");
        code.Line($"public static {kind.Kind} Get(string name, global::Pulumi.Input<string> id, global::Pulumi.CustomResourceOptions? options = null) => new(name, id, options);");
        code.Line();
        code.Open($"private static {args} MakeArgs({args}? args)");
        code.Line("args ??= new();");
        code.Line($"args.ApiVersion = \"{kind.ApiVersion}\";");
        code.Line($"args.Kind = \"{kind.Kind}\";");
        code.Line("return args;");
        code.Close();
        code.Line();
        code.Open("private static global::Pulumi.CustomResourceOptions MakeResourceOptions(global::Pulumi.CustomResourceOptions? options, global::Pulumi.Input<string> id)");
        code.Open("var defaults = new global::Pulumi.CustomResourceOptions");
        code.Line($"Version = {options.PluginVersion},");
        if (kind.HoldsSecrets)
        {
            code.Line("AdditionalSecretOutputs = { \"data\", \"stringData\" },");
        }

        code.Close("};");
        code.Line("var merged = global::Pulumi.CustomResourceOptions.Merge(defaults, options);");
        code.Line("merged.Id = id;");
        code.Line("return merged;");
        code.Close();
        code.Close();
        code.Close();
        return code.ToString();
    }

    // A resource's own outputs exist as soon as it is registered, so only the optional parts of an object are optional.
    private static string OutputOf(TypeNames names, Property property) =>
        property.JsonName is "apiVersion" or "kind" or "metadata" || property.IsRequired
            ? names.Output(property.Type)
            : names.OptionalOutput(property.Type);
}
