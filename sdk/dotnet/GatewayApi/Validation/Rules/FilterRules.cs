namespace Sluice.GatewayApi.Validation.Rules;

/// <summary>Rules that HTTP and gRPC filters share.</summary>
internal static class FilterRules
{
    /// <summary>A filter carries the settings of its type, and of no other.</summary>
    public static IEnumerable<(string Place, Rule Rule)> Union(string place, params IEnumerable<(string Field, string Type)> members) =>
        members.SelectMany(member => (IEnumerable<(string, Rule)>)
        [
            (place, new Rule(
                "SLU1110",
                $"filter.{member.Field} must be nil if the filter.type is not {member.Type}",
                filter => !filter[member.Field].Exists || filter["type"].Is(member.Type),
                $"{member.Field} does not belong to this type of filter; remove it, or set type to {member.Type}.")),
            (place, new Rule(
                "SLU1111",
                $"filter.{member.Field} must be specified for {member.Type} filter.type",
                filter => filter[member.Field].Exists || !filter["type"].Is(member.Type),
                $"A filter of type {member.Type} needs its settings; add {member.Field}.")),
        ]);

    /// <summary>A type of filter occurs once at most.</summary>
    public static IEnumerable<(string Place, Rule Rule)> Once(string place, params IEnumerable<string> types) =>
        types.Select(type => (place, new Rule(
            "SLU1112",
            $"{type} filter cannot be repeated",
            filters => filters.Items.Count(filter => filter["type"].Is(type)) <= 1,
            $"There may be one filter of type {type}; merge them into one.")));
}
