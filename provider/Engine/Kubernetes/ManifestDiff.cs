using System.Collections.Immutable;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>What changes between two manifests of one resource, and what of it replaces the object.</summary>
internal static class ManifestDiff
{
    public static DiffResult Diff(DiffRequest request, ProviderSettings settings)
    {
        var olds = Manifests.Normalized(request.OldInputs);
        var news = Manifests.Normalized(request.News);
        var ignored = request.IgnoreChanges.Select(PropertyPath.Parse).OfType<PropertyPath>().ToList();
        var differences = PropertyDiff.Between(olds, news).Where(d => !ignored.Any(i => i.Contains(d.Path))).ToImmutableArray();
        differences = ReplaceRules.Mark(differences, request.News, settings);
        if (differences.Any(static d => d.Path.Steps is ["metadata"] && d.Kind == DiffKind.Delete))
        {
            differences = [.. differences.Select(static d => d.AsReplace())];
        }

        var sameObject = Manifests.Name(olds) == Manifests.Name(news) && Manifests.Namespace(olds) == Manifests.Namespace(news);
        return new DiffResult(differences)
        {
            // Two objects of one name cannot stand side by side; a generated name is generated anew.
            DeleteBeforeReplace = differences.Any(static d => d.Replaces) && sameObject && Manifests.Name(news).Length > 0 && !Annotations.IsTrue(news, Annotations.Autonamed),
        };
    }
}
