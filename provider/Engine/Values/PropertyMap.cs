using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sluice.Engine.Values;

/// <summary>An immutable object value: names in ordinal order, so that everything written from it is stable.</summary>
internal sealed class PropertyMap : IEquatable<PropertyMap>, IReadOnlyCollection<KeyValuePair<string, PropertyValue>>
{
    public static readonly PropertyMap Empty = new(ImmutableSortedDictionary.Create<string, PropertyValue>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, PropertyValue> _members;

    private PropertyMap(ImmutableSortedDictionary<string, PropertyValue> members) => _members = members;

    public static PropertyMap From(IEnumerable<KeyValuePair<string, PropertyValue>> members)
    {
        var builder = Empty._members.ToBuilder();
        foreach (var (name, value) in members)
        {
            builder[name] = value;
        }

        return builder.Count == 0 ? Empty : new PropertyMap(builder.ToImmutable());
    }

    public static PropertyMap Of(params (string Name, PropertyValue Value)[] members) =>
        From(members.Select(static m => KeyValuePair.Create(m.Name, m.Value)));

    public int Count => _members.Count;

    public IEnumerable<string> Names => _members.Keys;

    public PropertyValue? this[string name] => _members.GetValueOrDefault(name);

    public bool ContainsUnknowns => _members.Values.Any(static v => v.ContainsUnknowns);

    public bool ContainsSecrets => _members.Values.Any(static v => v.ContainsSecrets);

    public PropertyMap Revealed => ContainsSecrets ? Select(static (_, v) => v.Revealed) : this;

    public bool Has(string name) => _members.ContainsKey(name);

    public bool TryGet(string name, [NotNullWhen(true)] out PropertyValue? value) => _members.TryGetValue(name, out value);

    public string? Text(string name) => this[name]?.AsText;

    public PropertyMap? Map(string name) => this[name]?.AsMap;

    public PropertyMap With(string name, PropertyValue value) => new(_members.SetItem(name, value));

    public PropertyMap Without(string name) => _members.ContainsKey(name) ? new PropertyMap(_members.Remove(name)) : this;

    public PropertyMap Select(Func<string, PropertyValue, PropertyValue> change) =>
        From(_members.Select(m => KeyValuePair.Create(m.Key, change(m.Key, m.Value))));

    public PropertyMap Where(Func<string, PropertyValue, bool> keep) => From(_members.Where(m => keep(m.Key, m.Value)));

    public bool Equals(PropertyMap? other) => other is not null && _members.Count == other._members.Count && _members.SequenceEqual(other._members);

    public override bool Equals(object? obj) => Equals(obj as PropertyMap);

    public override int GetHashCode() => _members.Count;

    public IEnumerator<KeyValuePair<string, PropertyValue>> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", _members.Select(static m => $"{m.Key}: {m.Value}"))}}}";
}
