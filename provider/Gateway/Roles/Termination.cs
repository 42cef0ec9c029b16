namespace Sluice.Gateway.Roles;

/// <summary>Waits for the signal to end.</summary>
internal static class Termination
{
    public static async Task Of(CancellationToken stop)
    {
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(signalled.SetResult);
        await signalled.Task;
    }
}
