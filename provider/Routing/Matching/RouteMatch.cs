using Sluice.Routing.Model;

namespace Sluice.Routing.Matching;

/// <summary>What a request matched: the rule, and the path condition that prefix edits refer to. Default: nothing matched.</summary>
public readonly record struct RouteMatch(CompiledRule? Rule, PathMatch? Path)
{
    public bool Found => Rule is not null;
}
