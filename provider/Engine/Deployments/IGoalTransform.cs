using Sluice.Engine.Values;

namespace Sluice.Engine.Deployments;

/// <summary>A function of the program that changes what is asked for before it is registered: inputs and options; never type, name or parent.</summary>
internal interface IGoalTransform
{
    /// <param name="urn">The resource's name in the stack.</param>
    /// <param name="goal">What is asked for so far. Marks on its inputs are output values, in what is returned too.</param>
    /// <param name="cancellation">Ends the wait for the program.</param>
    /// <exception cref="EngineException">The function failed, or answered what cannot be.</exception>
    Task<ResourceGoal> ApplyAsync(Urn urn, ResourceGoal goal, CancellationToken cancellation);
}
