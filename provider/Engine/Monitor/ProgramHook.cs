using Google.Protobuf.WellKnownTypes;
using Pulumirpc;
using Sluice.Engine.Deployments;
using Sluice.Engine.Values;

namespace Sluice.Engine.Monitor;

/// <summary>A hook that the program serves.</summary>
internal sealed class ProgramHook(ProgramCallback callback, bool onPreview, bool ignoreErrors) : IResourceHook
{
    public bool OnPreview => onPreview;

    public bool IgnoreErrors => ignoreErrors;

    public async Task RunAsync(HookCall call, CancellationToken cancellation)
    {
        var request = new ResourceHookRequest
        {
            Urn = call.Urn.Value,
            Id = call.Id,
            Name = call.Urn.Name,
            Type = call.Urn.Type,
            NewInputs = Write(call.NewInputs),
            OldInputs = Write(call.OldInputs),
            NewOutputs = Write(call.NewOutputs),
            OldOutputs = Write(call.OldOutputs),
        };
        var response = await callback.InvokeAsync(request, new ResourceHookResponse(), $"{call.Urn}: a hook failed", cancellation);
        if (response.Error.Length > 0)
        {
            throw new EngineException(response.Error);
        }
    }

    public static Struct? Write(PropertyMap? values) => values is null ? null : WireValues.Write(values, WireOptions.Everything);
}
