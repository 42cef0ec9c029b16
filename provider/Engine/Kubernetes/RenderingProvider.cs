using System.Security.Cryptography;
using System.Text;
using Sluice.Engine.Deployments;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>Writes manifests to a folder instead of a cluster.</summary>
internal sealed class RenderingProvider(ManifestFolder folder, ProviderSettings settings, string programFolder) : IResourceProvider
{
    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation)
    {
        // Generated names depend on nothing but the resource, so that two renderings differ only where the program does.
        var result = ManifestCheck.Check(request with { Seed = [.. SHA256.HashData(Encoding.UTF8.GetBytes(request.Urn.Value))] }, settings);
        var inputs = result.Inputs;
        if (result.Failures.IsEmpty && Manifests.Namespace(inputs).Length == 0 && !KubeDiscovery.IsClusterScopedByName(inputs.Text("kind") ?? ""))
        {
            inputs = Manifests.WithMetadata(inputs, "namespace", settings.Namespace ?? "default");
        }

        return Task.FromResult(result with { Inputs = inputs });
    }

    public Task<DiffResult> DiffAsync(DiffRequest request, CancellationToken cancellation) => Task.FromResult(ManifestDiff.Diff(request, settings));

    public Task<CreateResult> CreateAsync(CreateRequest request, CancellationToken cancellation)
    {
        Write(request.Inputs);
        return Task.FromResult(new CreateResult(Id(request.Inputs), Manifests.Outputs(request.Inputs, request.Inputs, FieldManagers.Creator), []));
    }

    public Task<UpdateResult> UpdateAsync(UpdateRequest request, CancellationToken cancellation)
    {
        Write(request.News);
        return Task.FromResult(new UpdateResult(Manifests.Outputs(request.News, request.News, FieldManagers.Creator), []));
    }

    public Task DeleteAsync(DeleteRequest request, CancellationToken cancellation)
    {
        folder.Delete(request.OldInputs);
        return Task.CompletedTask;
    }

    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation) => Task.FromResult(
        new ReadResult(request.Id, request.OldInputs ?? request.OldOutputs, request.OldOutputs, []));

    public Task<InvokeResult> InvokeAsync(string token, PropertyMap args, CancellationToken cancellation) => Task.FromResult(YamlComponents.Invoke(token, args));

    public Task<ConstructResult> ConstructAsync(ConstructRequest request, IRegistrar registrar, CancellationToken cancellation) =>
        new YamlComponents(programFolder, registrar).ConstructAsync(request, cancellation);

    public string? IdOf(Urn urn, PropertyMap inputs) => Id(inputs);

    public bool IsOurs(ReadResult found) => true;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Id(PropertyMap inputs) => new ObjectId(Manifests.Namespace(inputs), Manifests.Name(inputs)).ToString();

    private void Write(PropertyMap inputs)
    {
        var unknown = UnknownPaths(PropertyPath.Root, inputs).ToList();
        if (unknown.Count > 0)
        {
            throw new ProviderException($"{Waiting.Waiter.Title(inputs)} cannot be rendered: {string.Join(", ", unknown)} come(s) from a server and is known only after a deployment. Give a value that the program knows, or deploy with `sluice up`.");
        }

        folder.Write(inputs);
    }

    private static IEnumerable<string> UnknownPaths(PropertyPath path, PropertyValue value) => value switch
    {
        PropertyValue.Unknown => [path.ToString()],
        PropertyValue.Secret s => UnknownPaths(path, s.Element),
        PropertyValue.Map m => m.Members.SelectMany(member => UnknownPaths(path.Then(member.Key), member.Value)),
        PropertyValue.List l => l.Items.SelectMany((item, i) => UnknownPaths(path.Then(i), item)),
        _ => [],
    };
}

/// <summary>The package <c>kubernetes</c> when a program is rendered: every provider writes to one folder.</summary>
internal sealed class RenderingPackage(ManifestFolder folder, string programFolder) : IProviderPackage
{
    public string Name => "kubernetes";

    public string DefaultVersion => KubernetesPackage.FollowedVersion;

    public Task<CheckResult> CheckConfigAsync(CheckRequest request, CancellationToken cancellation) => Task.FromResult(new CheckResult(request.News, []));

    public DiffResult DiffConfig(PropertyMap olds, PropertyMap news) => new(PropertyDiff.Between(olds, news));

    public Task<IResourceProvider> ConfigureAsync(ProviderStart start, CancellationToken cancellation) =>
        Task.FromResult<IResourceProvider>(new RenderingProvider(folder, ProviderSettings.Read(start.Config), programFolder));
}
