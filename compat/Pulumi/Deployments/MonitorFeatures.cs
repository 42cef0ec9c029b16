using System.Collections.Concurrent;

namespace Pulumi;

/// <summary>What the engine understands; each feature is asked for once.</summary>
internal sealed class MonitorFeatures(IMonitor monitor)
{
    public const string ResourceReferences = "resourceReferences";
    public const string OutputValues = "outputValues";
    public const string AliasSpecs = "aliasSpecs";
    public const string DeletedWith = "deletedWith";
    public const string ReplaceWith = "replaceWith";
    public const string Transforms = "transforms";
    public const string InvokeTransforms = "invokeTransforms";
    public const string Parameterization = "parameterization";
    public const string ResourceHooks = "resourceHooks";

    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _answers = new();

    public Task<bool> SupportsAsync(string feature)
        => _answers.GetOrAdd(feature, name => new Lazy<Task<bool>>(() => monitor.SupportsFeatureAsync(name))).Value;

    /// <summary>Fails with the advice every SDK gives where an option needs a newer engine.</summary>
    public async Task RequireAsync(string feature, string what)
    {
        if (!await SupportsAsync(feature).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"The Pulumi CLI does not support {what}. Please update the Pulumi CLI.");
        }
    }
}
