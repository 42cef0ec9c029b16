namespace Sluice.Synthesis;

/// <summary>Annotations that tell the Kubernetes provider when an object counts as done.</summary>
internal static class Waits
{
    public const string WaitFor = "pulumi.com/waitFor";
    public const string SkipAwait = "pulumi.com/skipAwait";

    public const string Accepted = "condition=Accepted";

    private static readonly string[] RouteConditions = ["Accepted", "ResolvedRefs"];

    /// <summary>
    /// The gateway or listener set is served, and so is every listener by itself: one whose certificate is missing leaves the others, and
    /// with them the whole, programmed.
    /// </summary>
    public static string Programmed(IEnumerable<string> listeners)
    {
        var conditions = listeners.Select(listener => $$"""
            "jsonpath={.status.listeners[?(@.name=='{{listener}}')].conditions[?(@.type=='Programmed')].status}=True"
            """);
        return $"[{string.Join(",", conditions.Prepend("\"condition=Programmed\""))}]";
    }

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
