namespace Sluice.Generators.Schema;

/// <summary>What the emitters write: the kinds and every object type they reach.</summary>
internal sealed class ModelSchema(IReadOnlyList<ResourceKind> kinds)
{
    public IReadOnlyList<ResourceKind> Kinds { get; } = kinds;

    /// <summary>The types a program can write: everything below the kinds except their status.</summary>
    public IReadOnlyList<ObjectType> InputTypes() => Reachable(isInput: true);

    /// <summary>The types a program can read: everything below the kinds, without the kinds' own objects unless they are nested.</summary>
    public IReadOnlyList<ObjectType> OutputTypes() => Reachable(isInput: false);

    /// <summary>Status is written by controllers, so no program can set it.</summary>
    public bool IsInput(ObjectType type, Property property) =>
        property.JsonName != "status" || Kinds.All(kind => kind.Type != type);

    private List<ObjectType> Reachable(bool isInput)
    {
        var seen = new HashSet<ObjectType>();
        var found = new List<ObjectType>();
        var pending = new Queue<ObjectType>();

        void Visit(ObjectType type)
        {
            if (seen.Add(type))
            {
                found.Add(type);
                pending.Enqueue(type);
            }
        }

        void VisitProperties(ObjectType type)
        {
            foreach (var property in type.Properties.Where(property => !isInput || IsInput(type, property)))
            {
                if (Target(property.Type) is { } target)
                {
                    Visit(target);
                }
            }
        }

        foreach (var kind in Kinds)
        {
            if (isInput)
            {
                Visit(kind.Type);
            }
            else
            {
                VisitProperties(kind.Type);
            }
        }

        while (pending.Count > 0)
        {
            VisitProperties(pending.Dequeue());
        }

        return found;
    }

    private static ObjectType? Target(PropertyType type) => type switch
    {
        PropertyType.Reference reference => reference.Target,
        PropertyType.List list => Target(list.Element),
        PropertyType.Map map => Target(map.Element),
        _ => null,
    };
}
