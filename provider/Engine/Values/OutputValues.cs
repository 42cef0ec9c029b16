using System.Collections.Immutable;

namespace Sluice.Engine.Values;

/// <summary>
/// Between the two ways to mark a value. Output values hold unknown, secret and dependencies in one mark, from which an SDK makes an
/// <c>Output</c>; the rest of the engine marks unknowns and secrets each on its own and keeps dependencies beside the values.
/// </summary>
internal static class OutputValues
{
    /// <summary>Every mark inside as an output value; each property also carries its dependencies.</summary>
    public static PropertyMap Upgrade(PropertyMap properties, IReadOnlyDictionary<string, ImmutableArray<Urn>> dependencies) => properties.Select((name, value) =>
    {
        var upgraded = Upgrade(value);
        var known = DependenciesOf(upgraded);
        return dependencies.TryGetValue(name, out var all) && all.Except(known).Any() ? Mark(upgraded, secret: false, all) : upgraded;
    });

    /// <summary>No output value inside any more, or only such as carry dependencies.</summary>
    public static PropertyMap Downgrade(PropertyMap properties, bool keepDependent) => properties.Select((_, value) => Downgrade(value, keepDependent));

    /// <summary>Every resource that a value says it depends on, in the order met.</summary>
    public static ImmutableArray<Urn> DependenciesOf(PropertyValue value)
    {
        var found = ImmutableArray.CreateBuilder<Urn>();
        Collect(value, found);
        return [.. found.Distinct()];
    }

    private static PropertyValue Upgrade(PropertyValue value) => value switch
    {
        PropertyValue.Unknown => Mark(null, secret: false, []),
        PropertyValue.Secret s => Mark(Upgrade(s.Element), secret: true, []),
        PropertyValue.Output o => Mark(o.Element is null ? null : Upgrade(o.Element), o.IsSecret, o.Dependencies),
        PropertyValue.List l => PropertyValue.ListOf(l.Items.Select(Upgrade)),
        PropertyValue.Map m => m.Members.Select(static (_, v) => Upgrade(v)),
        _ => value,
    };

    private static PropertyValue.Output Mark(PropertyValue? element, bool secret, ImmutableArray<Urn> dependencies) => element is PropertyValue.Output inner
        ? new PropertyValue.Output(inner.Element, inner.IsSecret || secret, [.. inner.Dependencies.Union(dependencies)])
        : new PropertyValue.Output(element, secret, dependencies);

    private static PropertyValue Downgrade(PropertyValue value, bool keepDependent)
    {
        switch (value)
        {
            case PropertyValue.Output o when keepDependent && !o.Dependencies.IsEmpty:
                return o;
            case PropertyValue.Output o:
                var element = o.Element is null ? PropertyValue.UnknownValue : Downgrade(o.Element, keepDependent);
                return o.IsSecret ? PropertyValue.SecretOf(element) : element;
            case PropertyValue.Secret s:
                return PropertyValue.SecretOf(Downgrade(s.Element, keepDependent));
            case PropertyValue.List l:
                return PropertyValue.ListOf(l.Items.Select(i => Downgrade(i, keepDependent)));
            case PropertyValue.Map m:
                return Downgrade(m.Members, keepDependent);
            default:
                return value;
        }
    }

    private static void Collect(PropertyValue value, ImmutableArray<Urn>.Builder found)
    {
        switch (value)
        {
            case PropertyValue.Output o:
                found.AddRange(o.Dependencies);
                if (o.Element is not null)
                {
                    Collect(o.Element, found);
                }

                break;
            case PropertyValue.Secret s:
                Collect(s.Element, found);
                break;
            case PropertyValue.List l:
                foreach (var item in l.Items)
                {
                    Collect(item, found);
                }

                break;
            case PropertyValue.Map m:
                foreach (var (_, member) in m.Members)
                {
                    Collect(member, found);
                }

                break;
        }
    }
}
