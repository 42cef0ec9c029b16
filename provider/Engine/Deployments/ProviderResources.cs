using System.Collections.Concurrent;
using Sluice.Engine.Events;
using Sluice.Engine.Providers;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>The provider resources of a run: those of the program, and the default ones made when first needed.</summary>
internal sealed class ProviderResources(DeploymentContext context, Func<ResourceGoal, Task<RegistrationResult>> register)
{
    private const string DisableKey = "pulumi:disable-default-providers";

    private readonly ConcurrentDictionary<(string Package, string Version), Lazy<Task<string>>> _defaults = new();

    /// <summary>The reference of the provider that serves a resource: its own, its parent's, or the package's default.</summary>
    public async Task<string> ResolveAsync(ResourceGoal goal)
    {
        if (goal.Provider.Length > 0)
        {
            return goal.Provider;
        }

        return goal.Providers.TryGetValue(goal.Package, out var given) ? given : await DefaultAsync(goal.Package, goal.Version, $"{goal.Type} '{goal.Name}'");
    }

    public Task<string> DefaultAsync(string package, string version, string wantedBy)
    {
        // The package is looked up first: a wrong one is the resource's error, not that of a provider nobody asked for.
        var known = context.Providers.Package(package, wantedBy);
        if (context.Options.Config.TryGetValue(DisableKey, out var disabled) && package != "pulumi" && (disabled.Text.Contains($"\"{package}\"", StringComparison.Ordinal) || disabled.Text.Contains("\"*\"", StringComparison.Ordinal)))
        {
            throw new EngineException($"Default provider for '{package}' disabled. '{wantedBy}' must use an explicit provider.");
        }

        var wanted = version.Length > 0 ? version : known.DefaultVersion;
        return _defaults.GetOrAdd((package, wanted), key => new Lazy<Task<string>>(() => RegisterDefaultAsync(key.Package, key.Version))).Value;
    }

    public async Task<RegistrationResult> RegisterAsync(Registration registration, ResourceState? old)
    {
        var goal = registration.Goal;
        var urn = registration.Urn;
        var package = context.Providers.Package(goal.Package, $"{goal.Type} '{goal.Name}'");
        var check = await package.CheckConfigAsync(new CheckRequest(urn, old?.Inputs, goal.Inputs, context.SeedOf(urn)), context.Abort);
        if (!check.Failures.IsEmpty)
        {
            throw context.Runner.Fail(new Step(StepOp.Create, urn) { Parent = goal.Parent }, check.Failures.Select(f => CheckFailures.Message(goal, f, goal.Inputs)));
        }

        var inputs = check.Inputs;
        if (goal.Version.Length > 0 && !inputs.Has("version"))
        {
            inputs = inputs.With("version", goal.Version);
        }

        var diff = old is null ? null : package.DiffConfig(old.Inputs, inputs);
        var replaces = diff is { Replaces: true };
        var now = new ResourceState
        {
            Urn = urn,
            Custom = true,
            Id = old is null || replaces ? Guid.NewGuid().ToString() : old.Id,
            Inputs = inputs,
            Outputs = inputs,
            Parent = goal.Parent,
            Protect = goal.Protect ?? false,
            Dependencies = goal.Dependencies,
            PropertyDependencies = goal.PropertyDependencies,
            Aliases = registration.Aliases,
            Created = old is null || replaces ? context.Options.Clock.GetUtcNow() : old.Created,
            Modified = old is null || diff is { HasChanges: true } ? context.Options.Clock.GetUtcNow() : old.Modified,
        };
        registration.State = StateComparison.IsSame(old, now) ? old! : now;
        context.Providers.Add(new ProviderReference(urn, now.Id).ToString(), inputs);
        var step = new Step(old is null ? StepOp.Create : replaces ? StepOp.Replace : diff is { HasChanges: true } ? StepOp.Update : StepOp.Same, urn)
        {
            Parent = goal.Parent,
            Id = now.Id,
            OldInputs = old?.Inputs,
            NewInputs = inputs,
            Differences = diff?.Differences ?? [],
        };
        if (replaces)
        {
            // The old instance stays until the resources it serves have moved over.
            context.MarkReplaced(urn);
            await context.Snapshot.SettleAsync(old, old!.Changed(new ResourceChanges { Delete = true }));
            await context.Runner.SettleAsync(step, null, registration.State);
        }
        else
        {
            await context.Runner.SettleAsync(step, old, registration.State);
        }

        return new RegistrationResult(urn, now.Id, inputs, RegistrationOutcome.Success);
    }

    private async Task<string> RegisterDefaultAsync(string package, string version)
    {
        var name = version.Length == 0 ? "default" : "default_" + version.Replace('.', '_').Replace('+', '_').Replace('-', '_');
        var prefix = package + ":";
        var inputs = PropertyMap.From(context.Options.Config
            .Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(c => KeyValuePair.Create(c.Key[prefix.Length..], c.Value.Secret ? PropertyValue.SecretOf(c.Value.Text) : (PropertyValue)c.Value.Text)));
        var result = await register(
            new ResourceGoal
            {
                Type = ResourceState.ProviderTypePrefix + package,
                Name = name,
                Custom = true,
                Inputs = version.Length == 0 ? inputs : inputs.With("version", version),
            });
        return result.Outcome == RegistrationOutcome.Success
            ? new ProviderReference(result.Urn, result.Id).ToString()
            : throw new EngineException($"The default provider for '{package}' could not be made; the cause stands above.");
    }
}
