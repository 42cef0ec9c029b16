using k8s;
using Sluice.Engine.Providers;
using Sluice.Engine.Values;

namespace Sluice.Engine.Kubernetes;

/// <summary>The package <c>kubernetes</c>: providers for the one cluster a run targets.</summary>
/// <param name="target">The cluster.</param>
/// <param name="programFolder">Where relative paths of the program start.</param>
internal sealed class KubernetesPackage(KubeTarget target, string programFolder) : IProviderPackage
{
    /// <summary>The version whose behaviour is followed.</summary>
    public const string FollowedVersion = "4.32.0";

    public string Name => "kubernetes";

    public string DefaultVersion => FollowedVersion;

    public Task<CheckResult> CheckConfigAsync(CheckRequest request, CancellationToken cancellation) => Task.FromResult(new CheckResult(request.News, []));

    /// <summary>Another cluster means other objects.</summary>
    public DiffResult DiffConfig(PropertyMap olds, PropertyMap news)
    {
        var (before, after) = (ProviderSettings.Read(olds), ProviderSettings.Read(news));
        var pinned = before.ClusterIdentifier is not null && before.ClusterIdentifier == after.ClusterIdentifier;
        return new DiffResult([.. PropertyDiff.Between(olds, news).Select(d => !pinned && Moves(d, before, after) ? d.AsReplace() : d)]);
    }

    public Task<IResourceProvider> ConfigureAsync(ProviderStart start, CancellationToken cancellation)
    {
        var settings = ProviderSettings.Read(start.Config);
        if (settings.RenderYamlToDirectory is { } folder)
        {
            return Task.FromResult<IResourceProvider>(new RenderingProvider(new ManifestFolder(Path.GetFullPath(Path.Combine(programFolder, folder))), settings, programFolder));
        }

        var api = new KubeApi(Configuration(start.Urn, settings));
        return Task.FromResult<IResourceProvider>(new KubernetesProvider(api, settings, programFolder));
    }

    private static bool Moves(PropertyDifference difference, ProviderSettings before, ProviderSettings after) => difference.Path.Steps[0] switch
    {
        "renderYamlToDirectory" => true,
        "clusterIdentifier" => before.ClusterIdentifier is not null && after.ClusterIdentifier is not null,
        "kubeconfig" or "context" or "cluster" => difference.New is { ContainsUnknowns: true } || ServerOf(before) != ServerOf(after),
        _ => false,
    };

    private static string? ServerOf(ProviderSettings settings)
    {
        try
        {
            return settings.Kubeconfig is null ? settings.Context : KubeTarget.LoadGiven(settings.Kubeconfig, settings.Context).Host;
        }
        catch (EngineException)
        {
            return null;
        }
    }

    /// <summary>A provider may say how to reach the target, but not name another cluster: a run touches only what it announced.</summary>
    private KubernetesClientConfiguration Configuration(Urn urn, ProviderSettings settings)
    {
        var configuration = target.Load();
        if (settings.Kubeconfig is null && settings.Context is null)
        {
            return configuration;
        }

        var given = settings.Kubeconfig is null ? (target with { Context = settings.Context }).Load() : KubeTarget.LoadGiven(settings.Kubeconfig, settings.Context);
        return given.Host == configuration.Host
            ? given
            : throw new EngineException($"The provider '{urn.Name}' is configured for the cluster at {given.Host}, but this run targets {target.Title} ({configuration.Host}). Run with --context NAME to target another cluster, or leave out kubeconfig and context of the provider.");
    }
}
