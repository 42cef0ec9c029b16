using System.Collections.Concurrent;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers;

/// <summary>The provider packages this engine runs, and the configured instances of one run by their reference.</summary>
internal sealed class ProviderRegistry(IEnumerable<IProviderPackage> packages) : IAsyncDisposable
{
    private readonly Dictionary<string, IProviderPackage> _packages = packages.ToDictionary(static p => p.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<IResourceProvider?>>> _instances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PropertyMap> _configs = new(StringComparer.Ordinal);

    /// <summary>Where the engine serves this run.</summary>
    public string EngineAddress { get; set; } = "";

    /// <exception cref="EngineException">The engine does not run this package.</exception>
    public IProviderPackage Package(string name, string wantedBy) => _packages.GetValueOrDefault(name) ?? throw new EngineException(
        $"{wantedBy} needs the provider package '{name}', which the embedded engine does not run. It runs kubernetes and the component plugins named under 'plugins' or 'packages' in Pulumi.yaml ({string.Join(", ", _packages.Keys.Where(static k => k != "pulumi").Order(StringComparer.Ordinal))}). Deploy this program with the Pulumi CLI: pulumi up");

    /// <summary>Makes a provider known; it is configured when it is first used.</summary>
    public void Add(string reference, PropertyMap config)
    {
        _configs[reference] = config;
        _instances[reference] = new Lazy<Task<IResourceProvider?>>(() => ConfigureAsync(reference, config));
    }

    public void AddMissing(ResourceState provider)
    {
        var reference = new ProviderReference(provider.Urn, provider.Id).ToString();
        if (!_configs.ContainsKey(reference))
        {
            Add(reference, provider.Inputs);
        }
    }

    public PropertyMap? ConfigOf(string reference) => _configs.GetValueOrDefault(reference);

    /// <summary>The instance behind a reference; null when its configuration holds unknowns.</summary>
    public Task<IResourceProvider?> GetAsync(string reference) =>
        _instances.TryGetValue(reference, out var instance)
            ? instance.Value
            : throw new EngineException($"The provider '{reference}' is not known in this run. Register the provider before the resources that use it.");

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances.Values.Where(static i => i is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            if (await instance.Value is { } provider)
            {
                await provider.DisposeAsync();
            }
        }
    }

    private async Task<IResourceProvider?> ConfigureAsync(string reference, PropertyMap config)
    {
        if (config.ContainsUnknowns || !ProviderReference.TryParse(reference, out var parsed))
        {
            return null;
        }

        var package = Package(parsed.Urn.Type[ResourceState.ProviderTypePrefix.Length..], parsed.Urn.Value);
        return await package.ConfigureAsync(new ProviderStart(parsed.Urn, config.Revealed, EngineAddress), CancellationToken.None);
    }
}
