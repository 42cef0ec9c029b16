using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.Values;

namespace Sluice.Engine.Monitor;

/// <summary>A resource transform that the program serves.</summary>
internal sealed class ResourceTransform(ProgramCallback callback) : IGoalTransform
{
    public async Task<ResourceGoal> ApplyAsync(Urn urn, ResourceGoal goal, CancellationToken cancellation)
    {
        var request = new TransformRequest
        {
            Type = goal.Type,
            Name = goal.Name,
            Custom = goal.Custom,
            Parent = goal.Parent?.Value ?? "",
            Properties = WireValues.Write(goal.Inputs, WireOptions.Everything),
            Options = TransformOptions.Write(goal),
        };
        var what = $"{urn}: a transform failed";
        var response = await callback.InvokeAsync(request, new TransformResponse(), what, cancellation);
        try
        {
            // What is absent is unchanged.
            return (response.Options is { } options ? TransformOptions.Apply(goal, options) : goal) with
            {
                Inputs = response.Properties is { } properties ? WireValues.Read(properties, keepOutputs: true) : goal.Inputs,
            };
        }
        catch (Exception e) when (e is EngineException or FormatException)
        {
            throw new EngineException($"{what}: {e.Message}", e);
        }
    }
}
