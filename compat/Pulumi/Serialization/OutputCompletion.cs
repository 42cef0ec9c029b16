using System.Collections.Immutable;
using System.Reflection;

namespace Pulumi.Serialization;

/// <summary>The output of a resource while its value is still to come.</summary>
internal abstract class OutputCompletion
{
    public abstract Type Type { get; }

    public abstract object Output { get; }

    public abstract void Resolve(OutputData<object?> data);

    /// <summary>Ends an output that the engine said nothing about; does nothing if it has a value.</summary>
    public abstract void ResolveDefault(bool isKnown);

    public abstract void Fail(Exception exception);

    /// <summary>Gives every output property of a resource its pending output, before any constructor code can see it.</summary>
    public static ImmutableDictionary<string, OutputCompletion> Initialize(Resource resource, bool all)
    {
        var result = ImmutableDictionary.CreateBuilder<string, OutputCompletion>();
        foreach (var property in resource.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A local component assigns its own outputs; only the URN comes from the engine.
            var attribute = property.GetCustomAttribute<OutputAttribute>();
            if (attribute is null || (!all && property.DeclaringType != typeof(Resource)))
            {
                continue;
            }

            var name = attribute.Name ?? property.Name;
            var type = property.PropertyType;
            if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(Output<>))
            {
                throw RunException.OutputsHaveIncorrectType([name]);
            }

            var fullName = $"[Output] {resource.GetType().FullName}.{property.Name}";
            var setter = property.DeclaringType!.GetProperty(property.Name, BindingFlags.Public | BindingFlags.Instance)!.GetSetMethod(nonPublic: true)
                ?? throw new InvalidOperationException($"{fullName} did not have a 'set' method");
            OutputTypeRules.Check(fullName, type.GenericTypeArguments[0]);
            var completion = (OutputCompletion)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type.GenericTypeArguments), resource)!;
            setter.Invoke(resource, [completion.Output]);
            result.Add(name, completion);
        }

        return result.ToImmutable();
    }

    private sealed class Typed<T> : OutputCompletion
    {
        private readonly ImmutableHashSet<Resource> _resources;

        // What waits for the value continues at once and in order: with mocks, which answer at once, a program is then deterministic.
        private readonly TaskCompletionSource<OutputData<T>> _source = new();

        public Typed(Resource resource)
        {
            _resources = [resource];
            Output = new Output<T>(_source.Task);
        }

        public override Type Type => typeof(T);

        public override object Output { get; }

        public override void Resolve(OutputData<object?> data) => _source.SetResult(new OutputData<T>(
            _resources.Union(data.Resources), data.Value is null ? default! : (T)data.Value, data.IsKnown, data.IsSecret));

        public override void ResolveDefault(bool isKnown)
            => _source.TrySetResult(new OutputData<T>(_resources, default!, isKnown, IsSecret: false));

        public override void Fail(Exception exception) => _source.TrySetException(exception);
    }
}
