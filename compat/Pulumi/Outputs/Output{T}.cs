namespace Pulumi;

/// <summary>The untyped face of an output.</summary>
internal interface IOutput
{
    Task<OutputData<object?>> GetDataAsync();
}

/// <summary>
/// A value that a resource will have: it may not be known yet, may be secret, and remembers the resources it depends on.
/// </summary>
public sealed class Output<T> : IOutput
{
    internal Output(Task<OutputData<T>> data)
    {
        DataTask = data;
        if (!data.IsCompletedSuccessfully && Deployment.Current is { } deployment)
        {
            // A failure must end the program even if nobody ever looks at this output.
            deployment.Runner.RegisterTask(data);
        }
    }

    internal Output(OutputData<T> data)
        : this(Task.FromResult(data))
    {
    }

    internal Task<OutputData<T>> DataTask { get; }

    public static Output<T> Create(Task<T> value) => Output.Create(value);

    public Output<TResult> Apply<TResult>(Func<T, TResult> func)
        => Bind(value => Task.FromResult(OutputData<TResult>.Known(func(value))));

    public Output<TResult> Apply<TResult>(Func<T, Task<TResult>> func)
        => Bind(async value => OutputData<TResult>.Known(await func(value).ConfigureAwait(false)));

    public Output<ValueTuple> Apply(Func<T, Task> func)
        => Bind(async value =>
        {
            await func(value).ConfigureAwait(false);
            return OutputData<ValueTuple>.Known(default);
        });

    public Output<TResult> Apply<TResult>(Func<T, Input<TResult>?> func) => Bind(value => func(value).ToOutput().DataTask);

    public Output<TResult> Apply<TResult>(Func<T, Output<TResult>?> func)
        => Bind(value => func(value)?.DataTask ?? Task.FromResult(OutputData<TResult>.Known(default!)));

    public Output<TResult> UntypedApply<TResult>(Func<object?, Output<TResult>> func) => Bind(value => func(value).DataTask);

    /// <summary>Explains how to get at the value instead: an output cannot be turned into text.</summary>
    public override string ToString() => OutputText.Refuse();

    Task<OutputData<object?>> IOutput.GetDataAsync() => GetUntypedDataAsync();

    /// <summary>The value with its flags replaced; the resources stay.</summary>
    internal Output<T> Reflag(Func<OutputData<T>, Task<bool>> isSecret)
    {
        return new Output<T>(RunAsync());

        async Task<OutputData<T>> RunAsync()
        {
            var data = await DataTask.ConfigureAwait(false);
            return data with { IsSecret = await isSecret(data).ConfigureAwait(false) };
        }
    }

    private async Task<OutputData<object?>> GetUntypedDataAsync() => (await DataTask.ConfigureAwait(false)).Untyped();

    private Output<TResult> Bind<TResult>(Func<T, Task<OutputData<TResult>>> next)
    {
        return new Output<TResult>(RunAsync());

        async Task<OutputData<TResult>> RunAsync()
        {
            var data = await DataTask.ConfigureAwait(false);
            if (!data.IsKnown)
            {
                return data.With<TResult>(default!);
            }

            var accumulated = new OutputDataAccumulator();
            accumulated.Add(data);
            return accumulated.Finish(accumulated.Add(await next(data.Value).ConfigureAwait(false)));
        }
    }
}

internal static class OutputText
{
    private const string Message = """
        Calling [ToString] on an [Output<T>] is not supported.

        To get the value of an Output<T> as an Output<string> consider:
        1. o.Apply(v => $"prefix{v}suffix")
        2. Output.Format($"prefix{hostname}suffix");

        See https://www.pulumi.com/docs/concepts/inputs-outputs for more details.
        This function may throw in a future version of Pulumi.
        """;

    public static string Refuse()
    {
        var strict = Environment.GetEnvironmentVariable("PULUMI_ERROR_OUTPUT_STRING");
        if (strict == "1" || string.Equals(strict, "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(Message);
        }

        Deployment.Current?.Logger.WarnAsync(Message);
        return Message;
    }
}
