using System.Text.Json.Nodes;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>
/// Writes objects: created plainly, so that somebody else's object is never taken over by accident, and changed by server-side apply.
/// A write under way is never cancelled, because what became of it would not be known.
/// </summary>
internal sealed class ObjectWriter(KubeApi api, KubeDiscovery discovery, ProviderSettings settings)
{
    private const int CreateAttempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Managers whose fields become ours: kubectl's, and those of plain creations.</summary>
    private static readonly HashSet<string> Adopted = new(StringComparer.Ordinal)
    {
        "kubectl", "kubectl-client-side-apply", "kubectl-create", "kubectl-edit", "before-first-apply", "pulumi-kubernetes", "pulumi-kubernetes.exe", "pulumi-resource-kubernetes",
    };

    /// <summary>Whether a resource changes an object that somebody else makes: <c>kubernetes:core/v1:NamespacePatch</c>.</summary>
    public static bool IsPatch(Urn urn) => urn.Type.EndsWith("Patch", StringComparison.Ordinal) && urn.Type.StartsWith("kubernetes:", StringComparison.Ordinal);

    public async Task<(KubeResource Resource, JsonObject Live)> CreateAsync(OperationContext context, JsonObject manifest, string manager, CancellationToken cancellation)
    {
        var kind = GroupVersionKind.Of(manifest);
        var id = Id(manifest);
        var failures = 0;
        while (true)
        {
            try
            {
                var resource = await discovery.FindAsync(kind, cancellation) ?? throw ApiErrors.UnknownKind(context.Urn, kind);
                var answer = settings.Upsert || IsPatch(context.Urn)
                    ? await ApplyAsync(resource, id, manifest, manager, force: IsPatch(context.Urn))
                    : await api.PostAsync($"{resource.CollectionPath(id.Namespace)}?fieldManager={FieldManagers.Creator}&fieldValidation=Warn", manifest, CancellationToken.None);
                Tell(context, answer);
                return (resource, answer.Object);
            }
            catch (Exception e) when (e is ProviderException or KubeApiException { IsNotFound: true } && failures < CreateAttempts - 1)
            {
                // The namespace or the definition may be on its way.
                failures++;
                context.Progress($"Retry #{failures}; creation failed: {e.Message}");
                await Task.Delay(FirstPause * (1 << failures), cancellation);
            }
        }
    }

    public async Task<(KubeResource Resource, JsonObject Live)> UpdateAsync(UpdateRequest request, JsonObject manifest, string manager)
    {
        var kind = GroupVersionKind.Of(manifest);
        var id = ObjectId.Parse(request.Id);
        var resource = await discovery.FindAsync(kind, CancellationToken.None) ?? throw ApiErrors.UnknownKind(request.Context.Urn, kind);
        var path = resource.ObjectPath(id);
        var live = await api.FindAsync(path, CancellationToken.None);
        KubeAnswer answer;
        if (kind.Kind == "CustomResourceDefinition" && live is not null)
        {
            // Applied, a removed version would stay: definitions are replaced as a whole.
            manifest["metadata"]!["resourceVersion"] = live["metadata"]?["resourceVersion"]?.DeepClone();
            answer = await api.PutAsync($"{path}?fieldManager={FieldManagers.Creator}", manifest, CancellationToken.None);
            discovery.Invalidate();
        }
        else
        {
            var unmanaged = live is not null && live["metadata"]?["managedFields"] is not JsonArray { Count: > 0 };
            var stillTheirs = live is not null && !unmanaged && IsAdoptable(await TakeOverAsync(path, live, manager));
            KeepIgnored(request, manifest, live);
            answer = await ApplyAsync(resource, id, manifest, manager, FieldManagers.Force(request.News, settings) || unmanaged || stillTheirs || IsPatch(request.Context.Urn));
            if (request.OldOutputs.Text("__fieldManager") is { Length: > 0 } former && former != manager)
            {
                await RelinquishAsync(resource, id, manifest, former);
            }
        }

        Tell(request.Context, answer);
        return (resource, answer.Object);
    }

    /// <summary>Gives up what a manager owns and leaves the object.</summary>
    public Task<KubeAnswer> RelinquishAsync(KubeResource resource, ObjectId id, JsonObject manifest, string manager)
    {
        var metadata = new JsonObject { ["name"] = id.Name };
        if (id.Namespace.Length > 0)
        {
            metadata["namespace"] = id.Namespace;
        }

        var empty = new JsonObject { ["apiVersion"] = manifest["apiVersion"]?.DeepClone(), ["kind"] = manifest["kind"]?.DeepClone(), ["metadata"] = metadata };
        return ApplyAsync(resource, id, empty, manager, force: true);
    }

    private static ObjectId Id(JsonObject manifest) =>
        new(manifest["metadata"]?["namespace"]?.GetValue<string>() ?? "", manifest["metadata"]?["name"]?.GetValue<string>() ?? "");

    private static void Tell(OperationContext context, KubeAnswer answer)
    {
        foreach (var warning in answer.Warnings)
        {
            context.Progress($"warning: {warning}");
        }
    }

    private Task<KubeAnswer> ApplyAsync(KubeResource resource, ObjectId id, JsonObject manifest, string manager, bool force) => api.PatchAsync(
        $"{resource.ObjectPath(id)}?fieldManager={Uri.EscapeDataString(manager)}&force={(force ? "true" : "false")}&fieldValidation=Warn",
        manifest,
        KubeApi.ApplyPatch,
        CancellationToken.None);

    /// <summary>Moves the fields of known earlier managers to ours: otherwise a field that a program no longer sets would stay theirs, and so stay.</summary>
    /// <returns>The object afterwards.</returns>
    private async Task<JsonObject> TakeOverAsync(string path, JsonObject live, string manager)
    {
        if (live["metadata"]?["managedFields"] is not JsonArray managers)
        {
            return live;
        }

        var changes = new JsonArray();
        for (var i = 0; i < managers.Count; i++)
        {
            if (managers[i] is JsonObject entry
                && entry["subresource"] is null
                && entry["manager"]?.GetValue<string>() is { } name
                && name != manager
                && Adopted.Contains(name)
                && managers.All(m => m?["manager"]?.GetValue<string>() != manager))
            {
                changes.Add(new JsonObject { ["op"] = "replace", ["path"] = $"/metadata/managedFields/{i}/manager", ["value"] = manager });
                changes.Add(new JsonObject { ["op"] = "replace", ["path"] = $"/metadata/managedFields/{i}/operation", ["value"] = "Apply" });
                // One entry per manager: the next update takes the next.
                break;
            }
        }

        if (changes.Count > 0)
        {
            // The list may have moved since it was read: indices must not hit another entry.
            changes.Insert(0, new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = live["metadata"]!["resourceVersion"]!.DeepClone() });
            try
            {
                return (await api.PatchAsync(path, changes, KubeApi.JsonPatch, CancellationToken.None)).Object;
            }
            catch (KubeApiException e) when (e.IsConflict || e.Code == System.Net.HttpStatusCode.UnprocessableEntity)
            {
                // Somebody wrote in between. The fields stay with their manager this time.
            }
        }

        return live;
    }

    /// <summary>Whether a manager whose fields are ours by right still owns some; applying over those is no conflict with anybody.</summary>
    private static bool IsAdoptable(JsonObject live) =>
        live["metadata"]?["managedFields"] is JsonArray managers
        && managers.Any(static m => m?["subresource"] is null && m?["operation"]?.GetValue<string>() == "Update" && Adopted.Contains(m["manager"]?.GetValue<string>() ?? ""));

    /// <summary>An ignored field keeps the value the cluster has.</summary>
    private static void KeepIgnored(UpdateRequest request, JsonObject manifest, JsonObject? live)
    {
        if (live is null || request.IgnoreChanges.IsEmpty)
        {
            return;
        }

        PropertyValue target = PlainJson.Read(manifest);
        var source = PlainJson.Read(live);
        foreach (var path in request.IgnoreChanges.Select(PropertyPath.Parse).OfType<PropertyPath>())
        {
            target = path.Reset(source, target) ?? target;
        }

        var kept = PlainJson.Write(target.AsMap!);
        foreach (var name in manifest.Select(static m => m.Key).ToList())
        {
            manifest.Remove(name);
        }

        foreach (var (name, value) in kept.ToList())
        {
            kept.Remove(name);
            manifest[name] = value;
        }
    }
}
