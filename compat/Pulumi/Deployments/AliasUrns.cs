using System.Collections.Immutable;

namespace Pulumi;

/// <summary>The two forms in which aliases are sent: as they were written, or expanded to URNs for older engines.</summary>
internal static class AliasUrns
{
    /// <summary>The URN that an alias of a resource means.</summary>
    public static Output<string> Collapse(Input<Alias> alias, string name, string type, Resource? parent)
        => alias.ToOutput().Apply(value => Collapse(value, name, type, parent));

    /// <summary>The aliases and those inherited from the parent's own aliases.</summary>
    public static async Task<IReadOnlyList<string>> ExpandAsync(Resource resource, ResourceOptions options)
    {
        var name = resource.GetResourceName();
        var type = resource.GetResourceType();
        var own = options.Aliases.Select(alias => Collapse(alias, name, type, options.Parent)).ToImmutableArray();
        var all = own.ToList();
        if (options.Parent is { } parent)
        {
            foreach (var parentAlias in parent.Aliases)
            {
                all.Add(Inherit(name, parent.GetResourceName(), parentAlias, type));
                all.AddRange(own.Select(alias => alias.Apply(urn => Inherit(Urn.NameOf(urn), parent.GetResourceName(), parentAlias, Urn.TypeOf(urn)))));
            }
        }

        var urns = new List<string>();
        foreach (var alias in all)
        {
            var data = await alias.DataTask.ConfigureAwait(false);
            if (data.IsKnown && !string.IsNullOrEmpty(data.Value) && !urns.Contains(data.Value))
            {
                urns.Add(data.Value);
            }
        }

        return urns;
    }

    public static async Task<Pulumirpc.Alias> ToWireAsync(Alias alias)
    {
        if (alias.Urn is not null)
        {
            return new Pulumirpc.Alias { Urn = alias.Urn };
        }

        var spec = new Pulumirpc.Alias.Types.Spec
        {
            Name = await KnownAsync(alias.Name).ConfigureAwait(false),
            Type = await KnownAsync(alias.Type).ConfigureAwait(false),
            Stack = await KnownAsync(alias.Stack).ConfigureAwait(false),
            Project = await KnownAsync(alias.Project).ConfigureAwait(false),
        };
        if (alias.Parent is null && alias.ParentUrn is null)
        {
            spec.NoParent = alias.NoParent;
        }
        else if (await KnownAsync(alias.Parent is { } owner ? owner.Urn : alias.ParentUrn).ConfigureAwait(false) is { Length: > 0 } parent)
        {
            spec.ParentUrn = parent;
        }

        return new Pulumirpc.Alias { Spec = spec };
    }

    public static Alias FromWire(Pulumirpc.Alias alias)
    {
        if (alias.AliasCase == Pulumirpc.Alias.AliasOneofCase.Urn)
        {
            return new Alias { Urn = alias.Urn };
        }

        return new Alias
        {
            Name = Optional(alias.Spec.Name),
            Type = Optional(alias.Spec.Type),
            Stack = Optional(alias.Spec.Stack),
            Project = Optional(alias.Spec.Project),
            ParentUrn = Optional(alias.Spec.ParentUrn),
            NoParent = alias.Spec.NoParent,
        };

        static Input<string>? Optional(string text) => text.Length == 0 ? null : (Input<string>)text;
    }

    private static Output<string> Collapse(Alias alias, string name, string type, Resource? parent)
    {
        if (alias.Urn is not null)
        {
            var conflict = alias switch
            {
                { Name: not null } => nameof(Alias.Name),
                { Type: not null } => nameof(Alias.Type),
                { Project: not null } => nameof(Alias.Project),
                { Stack: not null } => nameof(Alias.Stack),
                { Parent: not null } => nameof(Alias.Parent),
                { ParentUrn: not null } => nameof(Alias.ParentUrn),
                { NoParent: true } => nameof(Alias.NoParent),
                _ => null,
            };
            return conflict is null
                ? Output.Create(alias.Urn)
                : throw new ArgumentException($"{nameof(Alias)} should not specify both {nameof(Alias.Urn)} and {conflict}");
        }

        var places = (alias.Parent is null ? 0 : 1) + (alias.ParentUrn is null ? 0 : 1) + (alias.NoParent ? 1 : 0);
        if (places > 1)
        {
            throw new ArgumentException($"Only specify one of '{nameof(Alias.Parent)}', '{nameof(Alias.ParentUrn)}' or '{nameof(Alias.NoParent)}' in an {nameof(Alias)}");
        }

        return Urn.Create(
            alias.Name ?? name,
            alias.Type ?? type,
            places == 0 ? parent : alias.Parent,
            alias.ParentUrn,
            alias.Project,
            alias.Stack);
    }

    // Children are often named after their parent; then the alias of the parent renames them as well.
    private static Output<string> Inherit(string name, string parentName, Input<string> parentAlias, string type)
    {
        var aliased = name.StartsWith(parentName, StringComparison.Ordinal)
            ? parentAlias.Apply(urn => urn[(urn.LastIndexOf("::", StringComparison.Ordinal) + 2)..] + name[parentName.Length..])
            : Output.Create(name);
        return Urn.Create(aliased, type, parentUrn: parentAlias);
    }

    private static async Task<string> KnownAsync(Input<string>? input)
    {
        var data = await input.ToOutput().DataTask.ConfigureAwait(false);
        return data.IsKnown ? data.Value ?? "" : "";
    }
}
