using System.Collections.Immutable;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>Arguments given as a dictionary, for functions without a class of their own.</summary>
public sealed class DictionaryInvokeArgs : InvokeArgs
{
    private readonly ImmutableDictionary<string, object?> _dictionary;

    public DictionaryInvokeArgs(ImmutableDictionary<string, object?> dictionary)
    {
        OutputTypeRules.CheckValues(nameof(dictionary), dictionary.Values, inputs: true);
        _dictionary = dictionary;
    }

    internal override Task<ImmutableDictionary<string, object?>> ToDictionaryAsync() => Task.FromResult(_dictionary);
}
