using System.Collections.Immutable;
using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.Values;

namespace Sluice.Engine.Monitor;

/// <summary>The functions of the program that change an invoke's arguments, provider and version before it is answered.</summary>
internal sealed class InvokeTransforms
{
    private static readonly ImmutableDictionary<string, ImmutableArray<Urn>> NoDependencies = ImmutableDictionary<string, ImmutableArray<Urn>>.Empty;

    private ImmutableArray<ProgramCallback> _all = [];

    public void Add(ProgramCallback transform) => ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), transform);

    /// <exception cref="EngineException">A transform failed.</exception>
    public async Task<(PropertyMap Args, ResourceGoal Options)> ApplyAsync(string token, PropertyMap args, ResourceGoal options, CancellationToken cancellation)
    {
        foreach (var transform in _all)
        {
            var request = new TransformInvokeRequest
            {
                Token = token,
                Args = WireValues.Write(OutputValues.Upgrade(args, NoDependencies), WireOptions.Everything),
                Options = new TransformInvokeOptions { Provider = options.Provider, Version = options.Version },
            };
            var what = $"invoke of {token}: a transform failed";
            var response = await transform.InvokeAsync(request, new TransformInvokeResponse(), what, cancellation);
            if (response.Options is { } changed)
            {
                options = options with { Provider = changed.Provider, Version = changed.Version };
            }

            try
            {
                args = response.Args is { } given ? WireValues.Read(given) : args;
            }
            catch (FormatException e)
            {
                throw new EngineException($"{what}: {e.Message}", e);
            }
        }

        return (args, options);
    }
}
