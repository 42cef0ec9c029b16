using Microsoft.CodeAnalysis;
using Sluice.Generators.Emit;

namespace Sluice.Generators.GatewayApi;

/// <summary>
/// Emits Pulumi resources and arguments for every kind of the referenced Sluice.GatewayApi model. Runs only in the project whose MSBuild
/// property <c>GatewayApiResources</c> is true.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GatewayModelGenerator : IIncrementalGenerator
{
    private static readonly EmitOptions Options = new(
        rootNamespace: "Sluice.Crds",
        resourceBase: "global::Pulumi.CustomResource",
        resourceTypeAttribute: "global::Sluice.Crds.GatewayResourceType",
        pluginVersion: "global::Sluice.Crds.KubernetesPlugin.Version",
        areOutputsNullable: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var isWanted = context.AnalyzerConfigOptionsProvider.Select((provider, _) =>
            provider.GlobalOptions.TryGetValue("build_property.GatewayApiResources", out var value) && value == "true");
        context.RegisterSourceOutput(context.MetadataReferencesProvider.Collect().Combine(isWanted), (production, source) =>
        {
            if (source.Right && ReferencedModels.Namespace(source.Left, "Sluice.GatewayApi", "Sluice.GatewayApi") is { } models)
            {
                PackageEmitter.Emit(production, GatewayModelReader.Read(models), Options);
            }
        });
    }
}
