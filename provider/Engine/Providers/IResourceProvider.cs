using Sluice.Engine.Deployments;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers;

/// <summary>One configured provider. Every method may be called concurrently.</summary>
internal interface IResourceProvider : IAsyncDisposable
{
    Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken cancellation);

    Task<DiffResult> DiffAsync(DiffRequest request, CancellationToken cancellation);

    Task<CreateResult> CreateAsync(CreateRequest request, CancellationToken cancellation);

    Task<UpdateResult> UpdateAsync(UpdateRequest request, CancellationToken cancellation);

    Task DeleteAsync(DeleteRequest request, CancellationToken cancellation);

    Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellation);

    Task<InvokeResult> InvokeAsync(string token, PropertyMap args, CancellationToken cancellation);

    /// <summary>Makes a component and its children through <paramref name="registrar"/>.</summary>
    Task<ConstructResult> ConstructAsync(ConstructRequest request, IRegistrar registrar, CancellationToken cancellation);

    /// <summary>The id a resource with these inputs has or would have; null when only the provider's server can tell.</summary>
    string? IdOf(Urn urn, PropertyMap inputs);

    /// <summary>Whether a resource found by that id was made by this engine.</summary>
    bool IsOurs(ReadResult found);
}

/// <param name="Urn">The provider resource.</param>
/// <param name="Config">Its configuration, without unknowns.</param>
/// <param name="EngineAddress">Where the engine serves this run; empty when no program runs.</param>
internal sealed record ProviderStart(Urn Urn, PropertyMap Config, string EngineAddress);

/// <summary>A kind of provider: knows its configuration and makes configured instances.</summary>
internal interface IProviderPackage
{
    string Name { get; }

    /// <summary>The version taken where a program names none.</summary>
    string DefaultVersion { get; }

    Task<CheckResult> CheckConfigAsync(CheckRequest request, CancellationToken cancellation);

    DiffResult DiffConfig(PropertyMap olds, PropertyMap news);

    /// <summary>Makes a provider of a configuration without unknowns.</summary>
    Task<IResourceProvider> ConfigureAsync(ProviderStart start, CancellationToken cancellation);
}
