using Pulumi.Experimental;

namespace Pulumi;

/// <summary>Sends log lines to the engine, one after the other in the order they were written.</summary>
internal sealed class EngineLogger(Deployment deployment, IEngineClient engine)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private int _errors;

    public bool LoggedErrors => Volatile.Read(ref _errors) > 0;

    public Task DebugAsync(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Enqueue(new Line(LogSeverity.Debug, message, resource, streamId, ephemeral));

    public Task InfoAsync(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Enqueue(new Line(LogSeverity.Info, message, resource, streamId, ephemeral));

    public Task WarnAsync(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Enqueue(new Line(LogSeverity.Warning, message, resource, streamId, ephemeral));

    public Task ErrorAsync(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null)
        => Enqueue(new Line(LogSeverity.Error, message, resource, streamId, ephemeral));

    private Task Enqueue(Line line)
    {
        if (line.Severity == LogSeverity.Error)
        {
            Interlocked.Increment(ref _errors);
        }

        Task task;
        lock (_lock)
        {
            task = _last = SendAsync(_last, line);
        }

        deployment.Runner.RegisterTask(task);
        return task;
    }

    private async Task SendAsync(Task previous, Line line)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            var urn = await UrnAsync(line.Resource).ConfigureAwait(false);
            await engine.LogAsync(new LogRequest(line.Severity, line.Message, urn, line.StreamId ?? 0, line.Ephemeral ?? false)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Interlocked.Increment(ref _errors);
            throw new LogException(exception);
        }
    }

    private static async Task<Urn?> UrnAsync(Resource? resource)
    {
        if (resource?.Urn is not { } urn)
        {
            return null;
        }

        try
        {
            var data = await urn.DataTask.ConfigureAwait(false);
            return data.IsKnown && !string.IsNullOrEmpty(data.Value) ? new Urn(data.Value) : null;
        }
        catch (Exception)
        {
            // The line is about a resource that failed to register: better without a URN than not at all.
            return null;
        }
    }

    private sealed record Line(LogSeverity Severity, string Message, Resource? Resource, int? StreamId, bool? Ephemeral);
}
