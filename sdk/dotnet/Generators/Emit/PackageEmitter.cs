using Microsoft.CodeAnalysis;
using Sluice.Generators.Schema;

namespace Sluice.Generators.Emit;

/// <summary>Writes all classes of a schema, one file each.</summary>
internal static class PackageEmitter
{
    public static void Emit(SourceProductionContext context, ModelSchema schema, EmitOptions options)
    {
        foreach (var kind in schema.Kinds)
        {
            context.AddSource($"{kind.Type.Module}.{kind.Kind}.g.cs", ResourceEmitter.Emit(kind, options));
        }

        foreach (var type in schema.InputTypes())
        {
            context.AddSource($"Inputs.{type.Module}.{type.Name}Args.g.cs", InputEmitter.Emit(schema, type, options));
        }

        foreach (var type in schema.OutputTypes())
        {
            context.AddSource($"Outputs.{type.Module}.{type.Name}.g.cs", OutputEmitter.Emit(type, options));
        }
    }
}
