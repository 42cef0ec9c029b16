using System.Collections.Concurrent;

namespace Pulumi.Serialization;

/// <summary>Makes an <see cref="Output{T}"/> whose T is only known at run time.</summary>
internal abstract class OutputFactory
{
    private static readonly ConcurrentDictionary<Type, OutputFactory> Factories = new();

    public static object Create(Type type, OutputData<object?> data)
        => Factories.GetOrAdd(type, t => (OutputFactory)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(t))!).Create(data);

    protected abstract object Create(OutputData<object?> data);

    private sealed class Typed<T> : OutputFactory
    {
        protected override object Create(OutputData<object?> data) => new Output<T>(data.With(data.Value is null ? default! : (T)data.Value));
    }
}
