using Sluice.Engine.Deployments;
using Sluice.Engine.Values;

namespace Sluice.Engine.Providers;

/// <param name="Goal">The component as the program asked for it; inputs may hold output values.</param>
/// <param name="Parent">The component's parent.</param>
/// <param name="Options">The run's options.</param>
internal sealed record ConstructRequest(ResourceGoal Goal, Urn Parent, DeploymentOptions Options)
{
    public RunMode Mode => Options.Mode;
}

internal sealed record ConstructResult(Urn Urn, PropertyMap State, IReadOnlyDictionary<string, IReadOnlyList<Urn>> StateDependencies);
