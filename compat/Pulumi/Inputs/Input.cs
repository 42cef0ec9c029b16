namespace Pulumi;

/// <summary>The untyped face of an input.</summary>
internal interface IInput
{
    /// <summary>The input as one output, flags of all its parts combined.</summary>
    IOutput Output { get; }

    /// <summary>What is serialized: collections keep their parts apart, so that a secret or unknown stays local to its element.</summary>
    object? Content { get; }
}

/// <summary>A value given to a resource: plain, or the output of another resource.</summary>
public class Input<T> : IInput
{
    private readonly Output<T>? _output;

    private protected Input(Output<T>? output)
    {
        _output = output;
    }

    IOutput IInput.Output => Current;

    object? IInput.Content => Content;

    internal virtual Output<T> Current => _output!;

    private protected virtual object? Content => Current;

    public static implicit operator Input<T>(T value) => new(Output.Create(value));

    public static implicit operator Input<T>(Output<T> value)
        => new(value ?? throw new ArgumentNullException(nameof(value)));

    public static implicit operator Output<T>(Input<T> input) => input.Current;
}

/// <summary>Turns inputs into outputs.</summary>
public static class InputExtensions
{
    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, TResult> func) => input.ToOutput().Apply(func);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Task<TResult>> func) => input.ToOutput().Apply(func);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Input<TResult>?> func) => input.ToOutput().Apply(func);

    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Output<TResult>?> func) => input.ToOutput().Apply(func);

    public static Output<T> ToOutput<T>(this Input<T>? input) => input is null ? Output.Create(default(T)!) : input.Current;
}
