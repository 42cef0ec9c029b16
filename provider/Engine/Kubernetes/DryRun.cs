using System.Text.Json.Nodes;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>
/// Asks the API server what it would say, without changing anything: this is how a preview finds what the server refuses before
/// anything of the run is applied.
/// </summary>
internal sealed class DryRun(KubeApi api, KubeDiscovery discovery)
{
    private const string StandIn = "default";

    /// <exception cref="ProviderException">The server would refuse.</exception>
    public async Task CreateAsync(Urn urn, PropertyMap inputs, CancellationToken cancellation)
    {
        if (inputs.ContainsUnknowns || ObjectWriter.IsPatch(urn) || await FindAsync(inputs, cancellation) is not { } resource)
        {
            return;
        }

        var manifest = PlainJson.Write(inputs);
        var query = $"?dryRun=All&fieldManager={FieldManagers.Creator}&fieldValidation=Strict";
        await AskAsync(urn, inputs, () => api.PostAsync(resource.CollectionPath(Manifests.Namespace(inputs)) + query, manifest, cancellation), async () =>
        {
            // The namespace is made in the same run. The object is validated in one that exists.
            var elsewhere = manifest.DeepClone().AsObject();
            elsewhere["metadata"]!["namespace"] = StandIn;
            await api.PostAsync(resource.CollectionPath(StandIn) + query, elsewhere, cancellation);
        });
    }

    /// <exception cref="ProviderException">The server would refuse.</exception>
    public async Task UpdateAsync(Urn urn, PropertyMap inputs, string manager, bool force, CancellationToken cancellation)
    {
        if (inputs.ContainsUnknowns || ObjectWriter.IsPatch(urn) || await FindAsync(inputs, cancellation) is not { } resource)
        {
            return;
        }

        // A plain creation's manager owns the fields until the first update moves them over; in a dry run nothing moves.
        var path = resource.ObjectPath(new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs)));
        var live = await AskAsync(urn, inputs, () => api.GetAsync(path, cancellation), static () => Task.CompletedTask);
        var mayForce = force || live is null || HasUpdateManager(live.Object);
        await AskAsync(
            urn,
            inputs,
            () => api.PatchAsync($"{path}?dryRun=All&fieldManager={Uri.EscapeDataString(manager)}&force={(mayForce ? "true" : "false")}&fieldValidation=Strict", PlainJson.Write(inputs), KubeApi.ApplyPatch, cancellation),
            static () => Task.CompletedTask);
    }

    private static bool HasUpdateManager(JsonObject live) =>
        live["metadata"]?["managedFields"] is not JsonArray managers
        || managers.Any(static m => m?["operation"]?.GetValue<string>() == "Update" && m["manager"]?.GetValue<string>() == FieldManagers.Creator);

    private async Task<KubeResource?> FindAsync(PropertyMap inputs, CancellationToken cancellation)
    {
        try
        {
            return await discovery.FindAsync(new GroupVersionKind(inputs.Text("apiVersion") ?? "", inputs.Text("kind") ?? ""), cancellation);
        }
        catch (KubeUnreachableException e)
        {
            throw new ProviderException(e.Message, e);
        }
    }

    private static async Task<KubeAnswer?> AskAsync(Urn urn, PropertyMap inputs, Func<Task<KubeAnswer>> ask, Func<Task> withoutNamespace)
    {
        try
        {
            return await ask();
        }
        catch (KubeApiException e) when (e.IsMissingNamespace)
        {
            try
            {
                await withoutNamespace();
            }
            catch (KubeApiException inner) when (!MayBeFineLater(inner))
            {
                throw ApiErrors.Translate(inner, urn, inputs);
            }
            catch (KubeApiException)
            {
                // No verdict: the apply will tell.
            }
        }
        catch (KubeApiException e) when (!MayBeFineLater(e))
        {
            throw ApiErrors.Translate(e, urn, inputs);
        }
        catch (KubeApiException)
        {
            // No verdict: the apply will tell.
        }
        catch (KubeUnreachableException e)
        {
            throw new ProviderException(e.Message, e);
        }

        return null;
    }

    /// <summary>Refusals that the run itself may lift, or that say nothing about the object.</summary>
    private static bool MayBeFineLater(KubeApiException error) =>
        error.IsNotFound || error.IsAlreadyExists || error.Code is System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.MethodNotAllowed;
}
