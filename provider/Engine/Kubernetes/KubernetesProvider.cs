using Sluice.Engine.Deployments;
using Sluice.Engine.Kubernetes.Waiting;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>Makes, changes and deletes Kubernetes objects of any kind the cluster knows.</summary>
internal sealed class KubernetesProvider(KubeApi api, ProviderSettings settings, string programFolder) : IResourceProvider
{
    private readonly KubeDiscovery _discovery = new(api);

    public async Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation)
    {
        var result = ManifestCheck.Check(request, settings);
        if (!result.Failures.IsEmpty)
        {
            return result;
        }

        var inputs = result.Inputs;
        if (Manifests.Namespace(inputs).Length > 0 || inputs.Map("metadata")?["namespace"] is PropertyValue.Unknown)
        {
            return result;
        }

        var kind = Kind(inputs);
        var resource = await GuardAsync(() => _discovery.FindAsync(kind, cancellation));
        var namespaced = resource?.Namespaced ?? !KubeDiscovery.IsClusterScopedByName(kind.Kind);
        return namespaced ? result with { Inputs = Manifests.WithMetadata(inputs, "namespace", settings.Namespace ?? api.Namespace) } : result;
    }

    public Task<DiffResult> DiffAsync(DiffRequest request, CancellationToken cancellation) => Task.FromResult(ManifestDiff.Diff(request, settings));

    public async Task<CreateResult> CreateAsync(CreateRequest request, CancellationToken cancellation)
    {
        var inputs = request.Inputs;
        var id = new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs));
        if (request.Context.Mode == RunMode.Preview)
        {
            await new DryRun(api, _discovery).CreateAsync(request.Context.Urn, inputs, cancellation);
            return new CreateResult("", inputs, []);
        }

        var manifest = PlainJson.Write(inputs);
        var manager = FieldManagers.Of(inputs, null, settings);
        var (resource, live) = await GuardAsync(() => new ObjectWriter(api, _discovery, settings).CreateAsync(request.Context, manifest, manager, cancellation), request.Context.Urn, inputs);
        if (Kind(inputs).Kind == "CustomResourceDefinition")
        {
            _discovery.Invalidate();
        }

        var waited = await GuardAsync(() => new Waiter(api, TimeProvider.System).UntilReadyAsync(request.Context, inputs, resource.ObjectPath(id), live, cancellation));
        return new CreateResult(id.ToString(), Manifests.Outputs(PlainJson.Read(waited.Live), inputs, manager), waited.Errors);
    }

    public async Task<UpdateResult> UpdateAsync(UpdateRequest request, CancellationToken cancellation)
    {
        var inputs = request.News;
        var id = ObjectId.Parse(request.Id);
        var manager = FieldManagers.Of(inputs, request.OldOutputs, settings);
        if (request.Context.Mode == RunMode.Preview)
        {
            await new DryRun(api, _discovery).UpdateAsync(request.Context.Urn, inputs, manager, FieldManagers.Force(inputs, settings), cancellation);
            return new UpdateResult(Manifests.Outputs(Previewed(request.OldOutputs, inputs), inputs, manager), []);
        }

        var writer = new ObjectWriter(api, _discovery, settings);
        var (resource, live) = await GuardAsync(() => writer.UpdateAsync(request, PlainJson.Write(inputs), manager), request.Context.Urn, inputs);
        var waited = await GuardAsync(() => new Waiter(api, TimeProvider.System).UntilReadyAsync(request.Context, inputs, resource.ObjectPath(id), live, cancellation));
        return new UpdateResult(Manifests.Outputs(PlainJson.Read(waited.Live), inputs, manager), waited.Errors);
    }

    public async Task DeleteAsync(DeleteRequest request, CancellationToken cancellation) => await GuardAsync(async () =>
    {
        await new ObjectDeletion(api, _discovery, settings).RunAsync(request, cancellation);
        return true;
    });

    public async Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation)
    {
        var kind = request.OldInputs is { Count: > 0 } olds && olds.Has("kind") ? Kind(olds) : GroupVersionKind.OfToken(request.Context.Urn.Type) ?? default;
        var resource = await GuardAsync(() => _discovery.FindAsync(kind, cancellation));
        if (resource is null)
        {
            return ReadResult.Gone;
        }

        var id = ObjectId.Parse(request.Id);
        if (resource.Namespaced && id.Namespace.Length == 0)
        {
            id = id with { Namespace = settings.Namespace ?? api.Namespace };
        }

        if (await GuardAsync(() => api.FindAsync(resource.ObjectPath(id), cancellation)) is not { } live)
        {
            return ReadResult.Gone;
        }

        var now = PlainJson.Read(live);
        var inputs = request.OldInputs is not { Count: > 0 } known
            ? Manifests.WithoutServerMetadata(now).Without("status")
            : request.OldOutputs.Count == 0 ? known : Manifests.InputsAfterDrift(known, Manifests.WithoutStateKeys(request.OldOutputs), now);
        return new ReadResult(id.ToString(), inputs, Manifests.Outputs(now, inputs, FieldManagers.Of(inputs, request.OldOutputs, settings)), []);
    }

    public Task<InvokeResult> InvokeAsync(string token, PropertyMap args, CancellationToken cancellation) => Task.FromResult(YamlComponents.Invoke(token, args));

    public Task<ConstructResult> ConstructAsync(ConstructRequest request, IRegistrar registrar, CancellationToken cancellation) =>
        new YamlComponents(programFolder, registrar).ConstructAsync(request, cancellation);

    public string? IdOf(Urn urn, PropertyMap inputs) => new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs)).ToString();

    /// <summary>Only an object this provider wrote bears its field manager's name.</summary>
    public bool IsOurs(ReadResult found) =>
        found.Outputs.Map("metadata")?["managedFields"]?.AsList is { } managers
        && managers.Any(static m => m.AsMap?.Text("manager")?.StartsWith(FieldManagers.Creator, StringComparison.Ordinal) == true);

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static GroupVersionKind Kind(PropertyMap manifest) => new(manifest.Text("apiVersion") ?? "", manifest.Text("kind") ?? "");

    /// <summary>What an update is expected to leave: the object as it was, overlaid with what is asked for. Its status will be another.</summary>
    private static PropertyMap Previewed(PropertyMap olds, PropertyMap inputs) => Overlay(Manifests.WithoutStateKeys(olds).Without("status"), inputs);

    private static PropertyMap Overlay(PropertyMap below, PropertyMap above) =>
        above.Aggregate(below, static (result, member) => result.With(member.Key, member.Value.AsMap is { } map && result.Map(member.Key) is { } old ? Overlay(old, map) : member.Value));

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work, Urn? urn = null, PropertyMap? inputs = null)
    {
        try
        {
            return await work();
        }
        catch (KubeApiException e)
        {
            throw ApiErrors.Translate(e, urn, inputs);
        }
        catch (KubeUnreachableException e)
        {
            throw new ProviderException(e.Message, e);
        }
    }
}
