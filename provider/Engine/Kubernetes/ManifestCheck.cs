using System.Collections.Immutable;
using Sluice.Engine.Kubernetes.Waiting;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>Checks a manifest as far as that goes without a server, and names what has no name.</summary>
internal static class ManifestCheck
{
    private static readonly string[] Required = ["apiVersion", "kind"];

    public static CheckResult Check(CheckRequest request, ProviderSettings settings)
    {
        var failures = ImmutableArray.CreateBuilder<CheckFailure>();
        var inputs = Manifests.WithoutServerMetadata(Completed(request.Urn, request.News));
        var kind = inputs.Text("kind") ?? "";
        foreach (var required in Required.Where(r => inputs[r] is not PropertyValue.Unknown && string.IsNullOrEmpty(inputs.Text(r))))
        {
            failures.Add(new CheckFailure(required, "missing required property"));
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && inputs.Has("items"))
        {
            failures.Add(new CheckFailure("kind", "list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created directly. Use the underlying resource type instead"));
        }

        var metadata = inputs.Map("metadata");
        if (metadata?.Text("generateName") is { Length: > 0 } && settings.ServerSideApply)
        {
            failures.Add(new CheckFailure("metadata.generateName", "the `.metadata.generateName` field is not supported in Server-Side Apply mode. Set metadata.name, or leave out both to get a generated name"));
        }

        if (ObjectWriter.IsPatch(request.Urn) && string.IsNullOrEmpty(metadata?.Text("name")) && metadata?["name"] is not PropertyValue.Unknown)
        {
            failures.Add(new CheckFailure("metadata.name", "a Patch resource names the object it patches"));
        }

        if (Annotations.Get(inputs, Annotations.WaitFor) is { Length: > 0 } annotation)
        {
            try
            {
                WaitCondition.Parse(annotation);
            }
            catch (FormatException e)
            {
                failures.Add(new CheckFailure($"metadata.annotations[\"{Annotations.WaitFor}\"]", e.Message));
            }
        }

        return failures.Count > 0
            ? new CheckResult(inputs, failures.ToImmutable())
            : new CheckResult(Manifests.Autonamed(inputs, request.Olds, request.Urn.Name, request.Seed), []);
    }

    /// <summary>Programs send apiVersion and kind; where they do not, the type says both.</summary>
    private static PropertyMap Completed(Urn urn, PropertyMap inputs)
    {
        if (GroupVersionKind.OfToken(urn.Type) is not { } kind)
        {
            return inputs;
        }

        inputs = inputs.Has("apiVersion") ? inputs : inputs.With("apiVersion", kind.ApiVersion);
        return inputs.Has("kind") ? inputs : inputs.With("kind", kind.Kind);
    }
}
