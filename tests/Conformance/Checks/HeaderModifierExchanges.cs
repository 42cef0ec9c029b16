namespace Sluice.Conformance.Tests.Checks;

/// <summary>The header modifications that several tests make in several places, and what they must lead to.</summary>
internal static class HeaderModifierExchanges
{
    /// <summary>One filter per path.</summary>
    public static IEnumerable<(string Path, string Filter)> Filters(string type, string field)
    {
        string Filter(string edits) => $"{{type: {type}, {field}: {{{edits}}}}}";
        yield return ("/set", Filter("set: [{name: X-Header-Set, value: set-overwrites-values}]"));
        yield return ("/add", Filter("add: [{name: X-Header-Add, value: add-appends-values}]"));
        yield return ("/remove", Filter("remove: [X-Header-Remove]"));
        yield return ("/multiple", Filter(
            "set: [{name: X-Header-Set-1, value: header-set-1}, {name: X-Header-Set-2, value: header-set-2}], "
            + "add: [{name: X-Header-Add-1, value: header-add-1}, {name: X-Header-Add-2, value: header-add-2}, {name: X-Header-Add-3, value: header-add-3}], "
            + "remove: [X-Header-Remove-1, X-Header-Remove-2]"));
        yield return ("/case-insensitivity", Filter(
            "set: [{name: X-Header-Set, value: header-set}], add: [{name: X-Header-Add, value: header-add}], remove: [X-Header-Remove]"));
    }

    /// <summary>Requests through <see cref="Filters"/> as request header modifiers.</summary>
    public static Exchange[] Request(string backend) => [.. Requests.Select(exchange => exchange with { Backend = backend })];

    private static IEnumerable<Exchange> Requests =>
    [
        Case("/set", new() { ["Some-Other-Header"] = "val" }, new() { ["Some-Other-Header"] = "val", ["X-Header-Set"] = "set-overwrites-values" }),
        Case("/set", new() { ["Some-Other-Header"] = "val", ["X-Header-Set"] = "some-other-value" }, new() { ["Some-Other-Header"] = "val", ["X-Header-Set"] = "set-overwrites-values" }),
        Case("/add", new() { ["Some-Other-Header"] = "val" }, new() { ["Some-Other-Header"] = "val", ["X-Header-Add"] = "add-appends-values" }),
        Case("/add", new() { ["Some-Other-Header"] = "val", ["X-Header-Add"] = "some-other-value" }, new() { ["Some-Other-Header"] = "val", ["X-Header-Add"] = "some-other-value,add-appends-values" }),
        Case("/remove", new() { ["X-Header-Remove"] = "val" }, [], "X-Header-Remove"),
        Case(
            "/multiple",
            new() { ["X-Header-Set-2"] = "set-val-2", ["X-Header-Add-2"] = "add-val-2", ["X-Header-Remove-2"] = "remove-val-2", ["Another-Header"] = "another-header-val" },
            new()
            {
                ["X-Header-Set-1"] = "header-set-1", ["X-Header-Set-2"] = "header-set-2", ["X-Header-Add-1"] = "header-add-1",
                ["X-Header-Add-2"] = "add-val-2,header-add-2", ["X-Header-Add-3"] = "header-add-3", ["Another-Header"] = "another-header-val",
            },
            "X-Header-Remove-1", "X-Header-Remove-2"),
        Case(
            "/case-insensitivity",
            new() { ["x-header-set"] = "original-val-set", ["x-header-add"] = "original-val-add", ["x-header-remove"] = "original-val-remove", ["Another-Header"] = "another-header-val" },
            new() { ["X-Header-Set"] = "header-set", ["X-Header-Add"] = "original-val-add,header-add", ["Another-Header"] = "another-header-val" },
            "X-Header-Remove"),
    ];

    /// <summary>An exchange through <c>Yaml.ModifyHeaders</c>: what is sent and what the backend must see.</summary>
    public static Exchange Modified(Exchange exchange) => exchange with
    {
        Headers = new(exchange.Headers) { ["X-Header-Remove"] = "remove-val", ["X-Header-Add-Append"] = "append-val-1", ["X-Header-Set"] = "set-val" },
        SeenHeaders = new() { ["X-Header-Add"] = "header-val-1", ["X-Header-Add-Append"] = "append-val-1,header-val-2", ["X-Header-Set"] = "set-overwrites-values" },
        SeenAbsent = ["X-Header-Remove"],
    };

    private static Exchange Case(string path, Dictionary<string, string> sent, Dictionary<string, string> seen, params string[] absent) =>
        new(path) { Headers = sent, SeenHeaders = seen, SeenAbsent = absent };
}
