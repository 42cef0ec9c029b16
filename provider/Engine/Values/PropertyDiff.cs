using System.Collections.Immutable;

namespace Sluice.Engine.Values;

internal enum DiffKind
{
    Add,
    AddReplace,
    Delete,
    DeleteReplace,
    Update,
    UpdateReplace,
}

/// <summary>One difference between two values, at the deepest path where they part.</summary>
internal sealed record PropertyDifference(PropertyPath Path, DiffKind Kind, PropertyValue? Old, PropertyValue? New)
{
    public bool Replaces => Kind is DiffKind.AddReplace or DiffKind.DeleteReplace or DiffKind.UpdateReplace;

    public PropertyDifference AsReplace() => this with
    {
        Kind = Kind switch { DiffKind.Add => DiffKind.AddReplace, DiffKind.Delete => DiffKind.DeleteReplace, DiffKind.Update => DiffKind.UpdateReplace, var k => k },
    };
}

/// <summary>Compares values leaf by leaf. Whether a value is secret makes no difference; an unknown differs from everything.</summary>
internal static class PropertyDiff
{
    public static ImmutableArray<PropertyDifference> Between(PropertyMap olds, PropertyMap news)
    {
        var found = ImmutableArray.CreateBuilder<PropertyDifference>();
        Compare(PropertyPath.Root, olds, news, found);
        return found.ToImmutable();
    }

    private static void Compare(PropertyPath path, PropertyMap olds, PropertyMap news, ImmutableArray<PropertyDifference>.Builder found)
    {
        foreach (var name in olds.Names.Concat(news.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Compare(path.Then(name), olds[name], news[name], found);
        }
    }

    private static void Compare(PropertyPath path, PropertyValue? old, PropertyValue? now, ImmutableArray<PropertyDifference>.Builder found)
    {
        old = Plain(old);
        now = Plain(now);
        if (old is null or PropertyValue.Null && now is null or PropertyValue.Null)
        {
            return;
        }

        if (old is null or PropertyValue.Null)
        {
            found.Add(new PropertyDifference(path, DiffKind.Add, null, now));
        }
        else if (now is null or PropertyValue.Null)
        {
            found.Add(new PropertyDifference(path, DiffKind.Delete, old, null));
        }
        else if (old is PropertyValue.Map oldMap && now is PropertyValue.Map newMap)
        {
            Compare(path, oldMap.Members, newMap.Members, found);
        }
        else if (old is PropertyValue.List oldList && now is PropertyValue.List newList)
        {
            for (var i = 0; i < Math.Max(oldList.Items.Length, newList.Items.Length); i++)
            {
                Compare(path.Then(i), i < oldList.Items.Length ? oldList.Items[i] : null, i < newList.Items.Length ? newList.Items[i] : null, found);
            }
        }
        else if (now is PropertyValue.Unknown || !old.Equals(now))
        {
            found.Add(new PropertyDifference(path, DiffKind.Update, old, now));
        }
    }

    private static PropertyValue? Plain(PropertyValue? value) => value switch
    {
        PropertyValue.Secret s => Plain(s.Element),
        PropertyValue.Output o => o.Element is null ? PropertyValue.UnknownValue : Plain(o.Element),
        _ => value,
    };
}
