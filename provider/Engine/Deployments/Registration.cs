using System.Collections.Immutable;
using Sluice.Engine.State;
using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>A resource registered in this run: its goal after inheritance, and the state it got.</summary>
internal sealed class Registration(Urn urn, ResourceGoal goal, ImmutableArray<Urn> aliases)
{
    public Urn Urn => urn;

    public ResourceGoal Goal => goal;

    /// <summary>Other URNs it may have had; its children inherit them.</summary>
    public ImmutableArray<Urn> Aliases => aliases;

    public ResourceState? State { get; set; }

    /// <summary>The hooks around a component's step; those after it run when its outputs are registered.</summary>
    public HookRun? Hooks { get; set; }

    /// <summary>Set when the resource was left out because it is no target.</summary>
    public bool Skipped { get; set; }

    /// <summary>Set when its outputs have been registered; components may do so once.</summary>
    public bool HasOutputs { get; set; }
}
