using System.Collections.Immutable;
using System.Reflection;

namespace Pulumi;

/// <summary>Runs a program, waits for everything it started, and turns the outcome into an exit code.</summary>
internal sealed class Runner(Deployment deployment)
{
    private const int Success = 0;
    private const int Failed = 1;

    /// <summary>The engine has shown the error already; the host need not.</summary>
    private const int FailedAndReported = 32;

    private readonly InFlightTasks _inFlight = new();
    private ImmutableList<Exception> _exceptions = ImmutableList<Exception>.Empty;

    /// <summary>What made the run fail.</summary>
    public ImmutableList<Exception> Exceptions => _exceptions;

    public static TStack Create<TStack>()
        where TStack : Stack, new()
        => (TStack)Activator.CreateInstance(typeof(TStack), BindingFlags.DoNotWrapExceptions, binder: null, args: null, culture: null)!;

    public static TStack Resolve<TStack>(IServiceProvider services)
        where TStack : Stack
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService(typeof(TStack)) as TStack
            ?? throw new InvalidOperationException($"Failed to resolve instance of type {typeof(TStack)} from service provider. Register the type with the service provider before calling {nameof(RunAsync)}.");
    }

    public void RegisterTask(Task task) => _inFlight.Add(task);

    public Task<int> RunAsync(Func<Stack> createStack) => RunAsync(() => Task.FromResult(createStack()));

    public async Task<int> RunAsync(Func<Task<Stack>> createStack)
    {
        try
        {
            var stack = await createStack().ConfigureAwait(false);
            stack.RegisterPropertyOutputs();
            RegisterTask(stack.Outputs.DataTask);
        }
        catch (Exception exception)
        {
            return await FailAsync([exception]).ConfigureAwait(false);
        }

        return await FinishAsync().ConfigureAwait(false);
    }

    public Task<int> RunAsync(Func<Task<IDictionary<string, object?>>> program, StackOptions? options)
    {
        var stack = new Stack(program, options);
        RegisterTask(stack.Outputs.DataTask);
        return FinishAsync();
    }

    /// <summary>Runs a function that has a result and no stack, and waits for what it started.</summary>
    public async Task<T> RunInlineAsync<T>(Func<Task<T>> program)
    {
        var result = await program().ConfigureAwait(false);
        var failures = await _inFlight.WaitAsync().ConfigureAwait(false);
        if (failures.Count > 0)
        {
            await FailAsync(failures).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<int> FinishAsync()
    {
        var failures = await _inFlight.WaitAsync().ConfigureAwait(false);
        if (failures.Count > 0)
        {
            return await FailAsync(failures).ConfigureAwait(false);
        }

        if (deployment.Logger.LoggedErrors)
        {
            return Failed;
        }

        try
        {
            // Hooks and transforms may still be called; the engine says when it is done with them.
            await deployment.Monitor.SignalAndWaitForShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return await FailAsync([exception]).ConfigureAwait(false);
        }

        return Success;
    }

    private async Task<int> FailAsync(IReadOnlyList<Exception> failures)
    {
        ImmutableInterlocked.Update(ref _exceptions, list => list.AddRange(failures));
        var reported = false;
        foreach (var failure in failures)
        {
            reported |= await ReportAsync(failure).ConfigureAwait(false);
        }

        var exitCode = reported ? FailedAndReported : Failed;
        if (deployment.Settings.OwnsProcess)
        {
            Environment.ExitCode = exitCode;
        }

        return exitCode;
    }

    private async Task<bool> ReportAsync(Exception failure)
    {
        switch (failure)
        {
            case LogException:
                // The engine cannot be told, so the process's own error stream is what is left.
                await Console.Error.WriteLineAsync($"Error occurred trying to send logging message to engine:\n{failure}").ConfigureAwait(false);
                return false;
            case RunException:
                await deployment.Logger.ErrorAsync(failure.Message).ConfigureAwait(false);
                return true;
            case ResourceException { HideStack: var hide } resource:
                await deployment.Logger.ErrorAsync(hide ? resource.Message : resource.ToString(), resource.Resource).ConfigureAwait(false);
                return true;
            default:
                await deployment.Logger.ErrorAsync($"Running program '{Assembly.GetEntryAssembly()?.Location}' failed with an unhandled exception:\n{failure}").ConfigureAwait(false);
                return true;
        }
    }
}
