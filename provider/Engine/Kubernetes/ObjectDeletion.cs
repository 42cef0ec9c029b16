using System.Text.Json.Nodes;
using Sluice.Engine.Kubernetes.Waiting;
using Sluice.Engine.Providers;

namespace Sluice.Engine.Kubernetes;

/// <summary>Deletes objects and waits until they are gone.</summary>
internal sealed class ObjectDeletion(KubeApi api, KubeDiscovery discovery, ProviderSettings settings)
{
    public async Task RunAsync(DeleteRequest request, CancellationToken cancellation)
    {
        var kind = new GroupVersionKind(request.OldInputs.Text("apiVersion") ?? "", request.OldInputs.Text("kind") ?? "");
        if (await discovery.FindAsync(kind, cancellation) is not { } resource)
        {
            // The definition is gone, and with it its objects.
            return;
        }

        var id = ObjectId.Parse(request.Id);
        var path = resource.ObjectPath(id);
        if (ObjectWriter.IsPatch(request.Context.Urn))
        {
            if (request.OldOutputs.Text("__fieldManager") is { Length: > 0 } manager && await api.FindAsync(path, cancellation) is not null)
            {
                await new ObjectWriter(api, discovery, settings).RelinquishAsync(resource, id, Values.PlainJson.Write(request.OldInputs), manager);
            }

            return;
        }

        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = Annotations.Get(request.OldInputs, Annotations.DeletionPropagation)?.ToUpperInvariant() switch
            {
                "BACKGROUND" => "Background",
                "ORPHAN" => "Orphan",
                _ => "Foreground",
            },
        };
        // Only the object this stack made: one of the same name made since by somebody else stays.
        var uid = request.OldOutputs.Map("metadata")?.Text("uid") ?? "";
        if (uid.Length > 0)
        {
            options["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        try
        {
            await api.DeleteAsync(path, options, CancellationToken.None);
        }
        catch (KubeApiException e) when (e.IsNotFound || (e.IsConflict && uid.Length > 0))
        {
            return;
        }

        if (!Annotations.IsTrue(request.OldInputs, Annotations.SkipAwait))
        {
            await new Waiter(api, TimeProvider.System).UntilGoneAsync(request.Context, request.OldInputs, path, uid, cancellation);
        }

        if (kind.Kind == "CustomResourceDefinition")
        {
            discovery.Invalidate();
        }
    }
}
