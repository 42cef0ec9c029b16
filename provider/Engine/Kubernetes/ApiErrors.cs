using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>Words what an API server refused: the object, the field, what the server says about it.</summary>
internal static class ApiErrors
{
    public static ProviderException Translate(KubeApiException error, Urn? urn, PropertyMap? inputs)
    {
        if (inputs is null)
        {
            return new ProviderException($"the Kubernetes API server refused: {error.Message}", error);
        }

        var title = Waiting.Waiter.Title(inputs);
        if (error.IsAlreadyExists)
        {
            return new ProviderException(
                $"resource \"{urn}\" was not successfully created by the Kubernetes API server: {title} already exists, and this stack did not make it.\n  cure: delete it, give the resource another name, set the `import` option to \"{new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs))}\" to take it over, or set the provider's upsertExistingObjects.",
                error);
        }

        if (error.IsConflict)
        {
            return new ProviderException($"server-side apply field conflict detected on {title}: {error.Message}\n  cure: let go of those fields in one of the two places, or annotate the object with {Annotations.PatchForce}: \"true\" to take them over.", error);
        }

        var causes = error.Causes;
        return causes.IsEmpty
            ? new ProviderException($"{title}: the Kubernetes API server refused: {error.Message}", error)
            : new ProviderException(error.Message, error) { Reasons = [.. causes.Select(c => c.Field.Length > 0 ? $"{title}: {c.Field}: {c.Message}" : $"{title}: {c.Message}")] };
    }

    public static ProviderException UnknownKind(Urn urn, GroupVersionKind kind) => new(
        $"creation of resource \"{urn}\" with kind {kind} failed because the Kubernetes API server reported that the apiVersion for this resource does not exist. Verify that any required CRDs have been created: no matches for kind \"{kind.Kind}\" in version \"{kind.ApiVersion}\"");
}
