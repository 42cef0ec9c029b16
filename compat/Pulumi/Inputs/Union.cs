namespace Pulumi;

/// <summary>The untyped face of a union.</summary>
internal interface IUnion
{
    object? Value { get; }
}

/// <summary>A value of one of two types.</summary>
public readonly struct Union<T0, T1> : IEquatable<Union<T0, T1>>, IUnion
{
    private readonly bool _second;
    private readonly T0 _value0;
    private readonly T1 _value1;

    private Union(bool second, T0 value0, T1 value1)
    {
        _second = second;
        _value0 = value0;
        _value1 = value1;
    }

    public object Value => (_second ? _value1 : (object?)_value0)!;

    public bool IsT0 => !_second;

    public bool IsT1 => _second;

    public T0 AsT0 => _second ? throw new InvalidOperationException("Cannot return as T0 as result is T1") : _value0;

    public T1 AsT1 => _second ? _value1 : throw new InvalidOperationException("Cannot return as T1 as result is T0");

    object? IUnion.Value => Value;

    public static Union<T0, T1> FromT0(T0 input) => new(false, input, default!);

    public static Union<T0, T1> FromT1(T1 input) => new(true, default!, input);

    public static implicit operator Union<T0, T1>(T0 t) => FromT0(t);

    public static implicit operator Union<T0, T1>(T1 t) => FromT1(t);

    public static bool operator ==(Union<T0, T1> left, Union<T0, T1> right) => left.Equals(right);

    public static bool operator !=(Union<T0, T1> left, Union<T0, T1> right) => !left.Equals(right);

    public void Switch(Action<T0> f0, Action<T1> f1)
    {
        if (_second)
        {
            f1(_value1);
        }
        else
        {
            f0(_value0);
        }
    }

    public TResult Match<TResult>(Func<T0, TResult> f0, Func<T1, TResult> f1) => _second ? f1(_value1) : f0(_value0);

    public Union<TResult, T1> MapT0<TResult>(Func<T0, TResult> mapFunc)
        => _second ? Union<TResult, T1>.FromT1(_value1) : Union<TResult, T1>.FromT0(mapFunc(_value0));

    public Union<T0, TResult> MapT1<TResult>(Func<T1, TResult> mapFunc)
        => _second ? Union<T0, TResult>.FromT1(mapFunc(_value1)) : Union<T0, TResult>.FromT0(_value0);

    public Union<TResult0, TResult1> Bimap<TResult0, TResult1>(Func<T0, TResult0> mapFunc0, Func<T1, TResult1> mapFunc1)
        => _second ? Union<TResult0, TResult1>.FromT1(mapFunc1(_value1)) : Union<TResult0, TResult1>.FromT0(mapFunc0(_value0));

    public bool TryPickT0(out T0 value, out T1 remainder)
    {
        value = _value0;
        remainder = _value1;
        return !_second;
    }

    public bool TryPickT1(out T1 value, out T0 remainder)
    {
        value = _value1;
        remainder = _value0;
        return _second;
    }

    public bool Equals(Union<T0, T1> other)
        => _second == other._second
            && EqualityComparer<T0>.Default.Equals(_value0, other._value0)
            && EqualityComparer<T1>.Default.Equals(_value1, other._value1);

    public override bool Equals(object? obj) => obj is Union<T0, T1> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_second, _value0, _value1);

    public override string ToString() => Value?.ToString() ?? "";
}
