using Microsoft.CodeAnalysis;
using Sluice.Generators.Emit;

namespace Sluice.Generators.Kubernetes;

/// <summary>
/// Emits Pulumi.Kubernetes' resources and arguments from the models of the referenced KubernetesClient assembly. Runs only in the
/// project whose MSBuild property <c>KubernetesGroups</c> lists API groups, as in <c>core/v1,apps/v1</c>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class KubernetesModelGenerator : IIncrementalGenerator
{
    private static readonly EmitOptions Options = new(
        rootNamespace: "Pulumi.Kubernetes",
        resourceBase: "global::Pulumi.Kubernetes.KubernetesResource",
        resourceTypeAttribute: "global::Pulumi.Kubernetes.KubernetesResourceType",
        pluginVersion: "global::Pulumi.Kubernetes.Utilities.Version",
        areOutputsNullable: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var groups = context.AnalyzerConfigOptionsProvider.Select((provider, _) =>
            provider.GlobalOptions.TryGetValue("build_property.KubernetesGroups", out var value) ? value : "");
        context.RegisterSourceOutput(context.MetadataReferencesProvider.Collect().Combine(groups), (production, source) =>
        {
            var groupVersions = source.Right.Split([','], StringSplitOptions.RemoveEmptyEntries).Select(text => text.Trim()).ToList();
            if (groupVersions.Count > 0 && ReferencedModels.Namespace(source.Left, "KubernetesClient", "k8s.Models") is { } models)
            {
                PackageEmitter.Emit(production, KubernetesModelReader.Read(models, groupVersions), Options);
            }
        });
    }
}
