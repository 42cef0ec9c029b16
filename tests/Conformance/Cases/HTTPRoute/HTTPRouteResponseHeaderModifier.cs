using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteResponseHeaderModification)]
public sealed class HTTPRouteResponseHeaderModifier : SerialCase
{
    private const string Both =
        "{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Header-Set-1, value: header-set-1}, {name: X-Header-Set-2, value: header-set-2}], add: [{name: X-Header-Add-1, value: header-add-1}, {name: X-Header-Add-2, value: header-add-2}], remove: [X-Header-Remove-1, X-Header-Remove-2]}}";

    private const string Spellings =
        "{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Header-Set, value: header-set}], add: [{name: X-Header-Add, value: header-add}, {name: x-lowercase-add, value: lowercase-add}, {name: x-Mixedcase-ADD-1, value: mixedcase-add-1}, {name: X-mixeDcase-add-2, value: mixedcase-add-2}, {name: X-UPPERCASE-ADD, value: uppercase-add}], remove: [X-Header-Remove]}}";

    protected override string Manifests => HttpRoute(
        "response-header-modifier",
        [
            .. HeaderModifierExchanges.Filters("ResponseHeaderModifier", "responseHeaderModifier").Where(item => item.Path != "/case-insensitivity").Select(item => Filtered(B1, item.Path, item.Filter)),
            Filtered(B1, "/case-insensitivity", Spellings),
            Filtered(B1, "/response-and-request-header-modifiers", Both, ModifyHeaders),
        ]);

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "response-header-modifier");
        await http.ExpectAsync(
            Case("/set", "Some-Other-Header:val", new() { ["Some-Other-Header"] = ["val"], ["X-Header-Set"] = ["set-overwrites-values"] }),
            Case("/set", "Some-Other-Header:val,X-Header-Set:some-other-value", new() { ["Some-Other-Header"] = ["val"], ["X-Header-Set"] = ["set-overwrites-values"] }),
            Case("/add", "Some-Other-Header:val", new() { ["Some-Other-Header"] = ["val"], ["X-Header-Add"] = ["add-appends-values"] }),
            Case("/add", "Some-Other-Header:val,X-Header-Add:some-other-value", new() { ["Some-Other-Header"] = ["val"], ["X-Header-Add"] = ["some-other-value,add-appends-values"] }),
            Case("/remove", "X-Header-Remove:val", [], "X-Header-Remove"),
            Case(
                "/multiple", "X-Header-Set-2:set-val-2,X-Header-Add-2:add-val-2,X-Header-Remove-1:remove-val-1,X-Header-Remove-2:remove-val-2,Another-Header:another-header-val",
                new()
                {
                    ["X-Header-Set-1"] = ["header-set-1"], ["X-Header-Set-2"] = ["header-set-2"], ["X-Header-Add-1"] = ["header-add-1"],
                    ["X-Header-Add-2"] = ["add-val-2,header-add-2"], ["X-Header-Add-3"] = ["header-add-3"], ["Another-Header"] = ["another-header-val"],
                },
                "X-Header-Remove-1", "X-Header-Remove-2"),
            Case(
                "/case-insensitivity", "x-header-set:original-val-set,x-header-add:original-val-add,x-header-remove:original-val-remove,Another-Header:another-header-val",
                new()
                {
                    ["X-Header-Set"] = ["header-set"], ["X-Header-Add"] = ["original-val-add,header-add"], ["X-Lowercase-Add"] = ["lowercase-add"],
                    ["X-Mixedcase-Add-1"] = ["mixedcase-add-1"], ["X-Mixedcase-Add-2"] = ["mixedcase-add-2"], ["X-Uppercase-Add"] = ["uppercase-add"],
                    ["Another-Header"] = ["another-header-val"],
                },
                "x-header-remove"),
            BothKinds());
    }

    private static Exchange BothKinds()
    {
        var exchange = Case(
            "/response-and-request-header-modifiers",
            "X-Header-Set-2:set-val-2,X-Header-Add-2:add-val-2,X-Header-Remove-1:remove-val-1,X-Header-Remove-2:remove-val-2,Another-Header:another-header-val,X-Header-Echo:echo",
            new()
            {
                ["X-Header-Set-1"] = ["header-set-1"], ["X-Header-Set-2"] = ["header-set-2"], ["X-Header-Add-1"] = ["header-add-1"],
                ["X-Header-Add-2"] = ["add-val-2,header-add-2"], ["Another-Header"] = ["another-header-val"], ["X-Header-Echo"] = ["echo"],
            },
            "X-Header-Remove-1", "X-Header-Remove-2");
        exchange.Headers["X-Header-Echo"] = "echo";
        return HeaderModifierExchanges.Modified(exchange);
    }

    private static Exchange Case(string path, string sent, Dictionary<string, string[]> expected, params string[] absent) => Exchange.To(path, B1) with
    {
        Headers = new() { ["X-Echo-Set-Header"] = sent },
        ResponseHeaders = expected,
        ResponseAbsent = absent,
    };
}
