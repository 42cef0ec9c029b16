using Pulumirpc;
using Sluice.Engine.Deployments;

namespace Sluice.Engine.Monitor;

/// <summary>A function of the program that decides on another attempt.</summary>
internal sealed class ProgramErrorHook(ProgramCallback callback) : IErrorHook
{
    public async Task<bool> ShouldRetryAsync(HookCall call, string operation, IReadOnlyList<string> errors, CancellationToken cancellation)
    {
        var request = new ErrorHookRequest
        {
            Urn = call.Urn.Value,
            Id = call.Id,
            Name = call.Urn.Name,
            Type = call.Urn.Type,
            NewInputs = ProgramHook.Write(call.NewInputs),
            OldInputs = ProgramHook.Write(call.OldInputs),
            OldOutputs = ProgramHook.Write(call.OldOutputs),
            FailedOperation = operation,
            Errors = { errors },
        };
        var response = await callback.InvokeAsync(request, new ErrorHookResponse(), $"{call.Urn}: an error hook failed", cancellation);
        return response.Error.Length == 0 ? response.Retry : throw new EngineException(response.Error);
    }
}
