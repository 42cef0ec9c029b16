using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pulumi.Experimental;

/// <summary>The kind of a property value.</summary>
public enum PropertyValueType
{
    Null = 0,
    Bool = 1,
    Number = 2,
#pragma warning disable CA1720 // The name is the wire protocol's.
    String = 3,
#pragma warning restore CA1720
    Array = 4,
    Map = 5,
    Asset = 6,
    Archive = 7,
    Resource = 8,
    Computed = 9,
}

/// <summary>A value as providers exchange it with the engine: possibly unknown, possibly secret, with its dependencies.</summary>
public sealed class PropertyValue : IEquatable<PropertyValue>
{
    public static readonly PropertyValue Null = new(PropertyValueType.Null, null);

    /// <summary>A value that will be known after the update.</summary>
    public static readonly PropertyValue Computed = new(PropertyValueType.Computed, null);

    private readonly object? _value;

    public PropertyValue(bool value)
        : this(PropertyValueType.Bool, value)
    {
    }

    public PropertyValue(double value)
        : this(PropertyValueType.Number, value)
    {
    }

    public PropertyValue(string value)
        : this(PropertyValueType.String, value ?? throw new ArgumentNullException(nameof(value)))
    {
    }

    public PropertyValue(ImmutableArray<PropertyValue> value)
        : this(PropertyValueType.Array, value)
    {
    }

    public PropertyValue(ImmutableDictionary<string, PropertyValue> value)
        : this(PropertyValueType.Map, value ?? throw new ArgumentNullException(nameof(value)))
    {
    }

    public PropertyValue(Asset value)
        : this(PropertyValueType.Asset, value ?? throw new ArgumentNullException(nameof(value)))
    {
    }

    public PropertyValue(Archive value)
        : this(PropertyValueType.Archive, value ?? throw new ArgumentNullException(nameof(value)))
    {
    }

    public PropertyValue(ResourceReference value)
        : this(PropertyValueType.Resource, value)
    {
    }

    private PropertyValue(PropertyValueType type, object? value)
    {
        Type = type;
        _value = value;
    }

    public PropertyValueType Type { get; }

    public bool IsNull => Type == PropertyValueType.Null;

    public bool IsComputed => Type == PropertyValueType.Computed;

    public bool IsSecret { get; init; }

    public ImmutableHashSet<Urn> Dependencies { get; init; } = ImmutableHashSet<Urn>.Empty;

    public PropertyValue WithSecret(bool secret) => new(Type, _value) { IsSecret = secret, Dependencies = Dependencies };

    public PropertyValue WithDependencies(ImmutableHashSet<Urn> dependencies)
        => new(Type, _value) { IsSecret = IsSecret, Dependencies = dependencies };

    public T Match<T>(
        Func<T> nullCase,
        Func<bool, T> boolCase,
        Func<double, T> numberCase,
        Func<string, T> stringCase,
        Func<ImmutableArray<PropertyValue>, T> arrayCase,
        Func<ImmutableDictionary<string, PropertyValue>, T> mapCase,
        Func<Asset, T> assetCase,
        Func<Archive, T> archiveCase,
        Func<ResourceReference, T> resourceCase,
        Func<T> computedCase) => _value switch
        {
            bool value => boolCase(value),
            double value => numberCase(value),
            string value => stringCase(value),
            ImmutableArray<PropertyValue> value => arrayCase(value),
            ImmutableDictionary<string, PropertyValue> value => mapCase(value),
            Asset value => assetCase(value),
            Archive value => archiveCase(value),
            ResourceReference value => resourceCase(value),
            _ => IsComputed ? computedCase() : nullCase(),
        };

    public bool TryGetBool(out bool value) => TryGet(out value);

    public bool TryGetNumber(out double value) => TryGet(out value);

    public bool TryGetString([NotNullWhen(true)] out string? value) => TryGet(out value);

    public bool TryGetArray(out ImmutableArray<PropertyValue> value) => TryGet(out value);

    public bool TryGetMap([NotNullWhen(true)] out ImmutableDictionary<string, PropertyValue>? value) => TryGet(out value);

    public bool TryGetAsset([NotNullWhen(true)] out Asset? value) => TryGet(out value);

    public bool TryGetArchive([NotNullWhen(true)] out Archive? value) => TryGet(out value);

    public bool TryGetResource(out ResourceReference value) => TryGet(out value);

    public bool Equals(PropertyValue? other)
    {
        if (other is null || Type != other.Type || IsSecret != other.IsSecret || !Dependencies.SetEquals(other.Dependencies))
        {
            return false;
        }

        return (_value, other._value) switch
        {
            (ImmutableArray<PropertyValue> left, ImmutableArray<PropertyValue> right) => left.SequenceEqual(right),
            (ImmutableDictionary<string, PropertyValue> left, ImmutableDictionary<string, PropertyValue> right) => left.Count == right.Count
                && left.All(entry => right.TryGetValue(entry.Key, out var value) && entry.Value.Equals(value)),
            _ => Equals(_value, other._value),
        };
    }

    public override bool Equals(object? obj) => Equals(obj as PropertyValue);

    public override int GetHashCode() => _value switch
    {
        ImmutableArray<PropertyValue> items => items.Aggregate((int)Type, HashCode.Combine),
        ImmutableDictionary<string, PropertyValue> map => map.Aggregate(
            (int)Type, (hash, entry) => hash ^ HashCode.Combine(entry.Key, entry.Value)),
        _ => HashCode.Combine(Type, _value),
    };

    public override string? ToString()
    {
        var text = Match(
            () => "null",
            value => value ? "true" : "false",
            value => value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            value => value,
            value => $"[{string.Join(",", value)}]",
            value => $"{{{string.Join(",", value.Select(entry => $"{entry.Key}:{entry.Value}"))}}}",
            value => value.ToString()!,
            value => value.ToString()!,
            value => value.URN.ToString(),
            () => "output");
        return IsSecret ? $"secret({text})" : text;
    }

    private bool TryGet<T>([MaybeNullWhen(false)] out T value)
    {
        if (_value is T known)
        {
            value = known;
            return true;
        }

        value = default;
        return false;
    }
}
