using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A list whose elements, or the whole of which, may be outputs.</summary>
public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable, IAsyncEnumerable<Input<T>>
{
    private Output<ImmutableArray<Input<T>>> _elements;
    private Output<ImmutableArray<T>>? _current;

    public InputList()
        : this(Output.Create(ImmutableArray<Input<T>>.Empty))
    {
    }

    private InputList(Output<ImmutableArray<Input<T>>> elements)
        : base(null)
    {
        _elements = elements;
    }

    internal override Output<ImmutableArray<T>> Current
        => _current ??= _elements.Apply(elements => elements.IsDefault ? Output.Create(default(ImmutableArray<T>)) : Output.All<T>(elements));

    private protected override object? Content => _elements;

    public void Add(params Input<T>[] inputs) => Append(Output.Create(inputs.ToImmutableArray()));

    public void Add(InputList<T> inputs) => AddRange(inputs);

    public void AddRange(InputList<T> inputs) => Append(inputs._elements);

    public InputList<T> Concat(InputList<T> other) => new(Join(_elements, other._elements));

    public async IAsyncEnumerator<Input<T>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await _elements.DataTask.ConfigureAwait(false);
        if (data.Value.IsDefault)
        {
            yield break;
        }

        foreach (var element in data.Value)
        {
            yield return element;
        }
    }

    IEnumerator IEnumerable.GetEnumerator()
        => throw new NotSupportedException($"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead.");

    public static implicit operator InputList<T>(T value) => One(value);

    public static implicit operator InputList<T>(Output<T> value) => One(value);

    public static implicit operator InputList<T>(Input<T> value) => One(value);

    public static implicit operator InputList<T>(T[] values) => Plain(values.ToImmutableArray());

    public static implicit operator InputList<T>(Output<T>[] values) => Outputs(values);

    public static implicit operator InputList<T>(Input<T>[] values) => Inputs(values.ToImmutableArray());

    public static implicit operator InputList<T>(List<T> values) => Plain(values.ToImmutableArray());

    public static implicit operator InputList<T>(List<Output<T>> values) => Outputs(values);

    public static implicit operator InputList<T>(List<Input<T>> values) => Inputs(values.ToImmutableArray());

    public static implicit operator InputList<T>(ImmutableArray<T> values) => Plain(values);

    public static implicit operator InputList<T>(ImmutableArray<Output<T>> values)
        => values.IsDefault ? Inputs(default) : Outputs(values);

    public static implicit operator InputList<T>(ImmutableArray<Input<T>> values) => Inputs(values);

    public static implicit operator InputList<T>(Output<T[]> values) => new(values.Apply(Wrap));

    public static implicit operator InputList<T>(Output<List<T>> values) => new(values.Apply(Wrap));

    public static implicit operator InputList<T>(Output<IEnumerable<T>> values) => new(values.Apply(Wrap));

    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values) => new(values.Apply(WrapArray));

    private static InputList<T> One(Input<T> value) => Inputs([value]);

    private static InputList<T> Plain(ImmutableArray<T> values) => Inputs(WrapArray(values));

    private static InputList<T> Outputs(IEnumerable<Output<T>> values) => Inputs([.. values.Select(value => (Input<T>)value)]);

    private static InputList<T> Inputs(ImmutableArray<Input<T>> values) => new(Output.Create(values));

    private static ImmutableArray<Input<T>> Wrap(IEnumerable<T> values) => [.. values.Select(value => (Input<T>)value)];

    private static ImmutableArray<Input<T>> WrapArray(ImmutableArray<T> values) => values.IsDefault ? default : Wrap(values);

    // Never waits: the parts may be outputs that depend on resources not yet created.
    private static Output<ImmutableArray<Input<T>>> Join(Output<ImmutableArray<Input<T>>> first, Output<ImmutableArray<Input<T>>> second)
        => Output.Tuple(first, second).Apply(pair => pair.Item1.IsDefault ? pair.Item2 : pair.Item2.IsDefault ? pair.Item1 : pair.Item1.AddRange(pair.Item2));

    private void Append(Output<ImmutableArray<Input<T>>> more)
    {
        _elements = Join(_elements, more);
        _current = null;
    }
}

/// <summary>Adds one of a union's alternatives to a list of unions.</summary>
public static class InputListExtensions
{
    public static void Add<T0, T1>(this InputList<Union<T0, T1>> list, Input<T0> value)
        => list.Add(value.ToOutput().Apply(item => (Union<T0, T1>)item));

    public static void Add<T0, T1>(this InputList<Union<T0, T1>> list, Input<T1> value)
        => list.Add(value.ToOutput().Apply(item => (Union<T0, T1>)item));
}
