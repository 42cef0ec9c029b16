using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Pulumi.Serialization;

/// <summary>Makes inputs whose type is only known at run time.</summary>
internal abstract class InputFactory
{
    private static readonly ConcurrentDictionary<Type, InputFactory> Factories = new();

    public static InputFactory For(Type element)
        => Factories.GetOrAdd(element, type => (InputFactory)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!);

    public abstract object Input(OutputData<object?> value);

    /// <summary>Of an immutable array of elements.</summary>
    public abstract object List(OutputData<object?> elements);

    /// <summary>Of an immutable dictionary of inputs.</summary>
    public abstract object Map(OutputData<object?> entries);

    private sealed class Typed<T> : InputFactory
    {
        public override object Input(OutputData<object?> value) => (Input<T>)Output<T>(value);

        public override object List(OutputData<object?> elements) => (InputList<T>)Output<ImmutableArray<T>>(elements);

        public override object Map(OutputData<object?> entries) => new InputMap<T>(Output<ImmutableDictionary<string, Input<T>>>(entries));

        private static Output<TValue> Output<TValue>(OutputData<object?> data) => (Output<TValue>)OutputFactory.Create(typeof(TValue), data);
    }
}
