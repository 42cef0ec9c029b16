namespace Sluice.Synthesis;

/// <summary>Annotations that tell the Kubernetes provider when an object counts as done.</summary>
internal static class Waits
{
    public const string WaitFor = "pulumi.com/waitFor";
    public const string SkipAwait = "pulumi.com/skipAwait";

    public const string Programmed = "condition=Programmed";
    public const string Accepted = "condition=Accepted";

    private static readonly string[] RouteConditions = ["Accepted", "ResolvedRefs"];

    /// <summary>Every parent of a route accepted it and found everything it refers to.</summary>
    public static string Route(int parents)
    {
        var conditions =
            from parent in Enumerable.Range(0, parents)
            from condition in RouteConditions
            select $$"""
                "jsonpath={.status.parents[{{parent}}].conditions[?(@.type=='{{condition}}')].status}=True"
                """;
        return $"[{string.Join(",", conditions)}]";
    }
}
