using Sluice.Engine.Secrets;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers.Builtin;

/// <summary>The package <c>pulumi</c>: what the engine itself serves.</summary>
internal sealed class BuiltinPackage(StackStore store, StackName stack, Passphrase passphrase) : IProviderPackage
{
    public string Name => "pulumi";

    public string DefaultVersion => "";

    public Task<CheckResult> CheckConfigAsync(CheckRequest request, CancellationToken cancellation) => Task.FromResult(new CheckResult(request.News, []));

    public DiffResult DiffConfig(PropertyMap olds, PropertyMap news) => new([]);

    public Task<IResourceProvider> ConfigureAsync(ProviderStart start, CancellationToken cancellation) =>
        Task.FromResult<IResourceProvider>(new BuiltinProvider(new StackOutputs(store, stack, passphrase)));
}
