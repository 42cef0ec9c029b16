using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sluice.Generators;

/// <summary>
/// Symbols of a referenced assembly. They are looked up in a compilation of the references alone, so that editing the project's own
/// sources never runs a generator again.
/// </summary>
internal static class ReferencedModels
{
    public static INamespaceSymbol? Namespace(ImmutableArray<MetadataReference> references, string assemblyName, string namespaceName)
    {
        var compilation = CSharpCompilation.Create("References", references: references);
        var assembly = references
            .Select(compilation.GetAssemblyOrModuleSymbol)
            .OfType<IAssemblySymbol>()
            .FirstOrDefault(candidate => candidate.Name == assemblyName);
        INamespaceSymbol? current = assembly?.GlobalNamespace;
        foreach (var part in namespaceName.Split('.'))
        {
            current = current?.GetNamespaceMembers().FirstOrDefault(candidate => candidate.Name == part);
        }

        return current;
    }
}
