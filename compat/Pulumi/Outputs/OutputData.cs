using System.Collections.Immutable;

namespace Pulumi;

/// <summary>
/// What an output turned out to be: the value, whether it is known yet and secret, and the resources it came from.
/// </summary>
internal readonly record struct OutputData<T>(ImmutableHashSet<Resource> Resources, T Value, bool IsKnown, bool IsSecret)
{
    public static OutputData<T> Known(T value, bool secret = false) => new(ImmutableHashSet<Resource>.Empty, value, true, secret);

    /// <summary>The same state around another value; used where the value was computed from this one.</summary>
    public OutputData<TOther> With<TOther>(TOther value) => new(Resources, value, IsKnown, IsSecret);

    public OutputData<object?> Untyped() => new(Resources, Value, IsKnown, IsSecret);
}

/// <summary>Gathers the flags of several outputs: known if all are, secret if any is, resources united.</summary>
internal sealed class OutputDataAccumulator
{
    private readonly ImmutableHashSet<Resource>.Builder _resources = ImmutableHashSet.CreateBuilder<Resource>();

    public bool IsKnown { get; private set; } = true;

    public bool IsSecret { get; private set; }

    public T Add<T>(OutputData<T> data)
    {
        _resources.UnionWith(data.Resources);
        IsKnown &= data.IsKnown;
        IsSecret |= data.IsSecret;
        return data.Value;
    }

    public OutputData<T> Finish<T>(T value) => new(_resources.ToImmutable(), value, IsKnown, IsSecret);
}
