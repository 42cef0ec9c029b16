using Sluice.Conformance.Tests.Checks;
using Sluice.Conformance.Tests.Suite;
using static Sluice.Conformance.Tests.Suite.Yaml;

namespace Sluice.Conformance.Tests.Cases.HTTPRoutes;

[ConformanceTest(Features.Gateway, Features.HTTPRoute, Features.HTTPRouteCORS)]
public sealed class HTTPRouteCORS : SerialCase
{
    private static readonly string[] AnyOrder = ["x-header-1,x-header-2", "x-header-2,x-header-1"];

    protected override string Manifests => Objects(
        HttpRoute("cors-multiple-origins-methods-headers", Filtered(B1, "/cors-1", "{type: CORS, cors: {allowOrigins: [\"https://www.foo.com\", \"https://*.bar.com\"], allowMethods: [GET, OPTIONS], allowHeaders: [x-header-1, x-header-2], exposeHeaders: [x-header-3, x-header-4], allowCredentials: true, maxAge: 3600}}")),
        HttpRoute("cors-wildcard-methods", Filtered(B1, "/cors-2", "{type: CORS, cors: {allowOrigins: [\"https://www.foo.com\"], allowMethods: [\"*\"]}}")),
        HttpRoute("cors-wildcard-origin", Filtered(B1, "/cors-wildcard-origin", "{type: CORS, cors: {allowOrigins: [\"*\"], allowMethods: [PUT], allowCredentials: false}}")),
        HttpRoute(
            "cors-wildcard-methods-headers",
            Filtered(B1, "/cors-wildcard-methods-headers", "{type: CORS, cors: {allowOrigins: [\"*\"], allowMethods: [\"*\"], allowHeaders: [\"*\"], allowCredentials: true}}"),
            Filtered(B1, "/cors-wildcard-methods-headers-unauth", "{type: CORS, cors: {allowOrigins: [\"*\"], allowMethods: [\"*\"], allowHeaders: [\"*\"], allowCredentials: false}}")));

    protected override async Task RunAsync()
    {
        var http = await AcceptedAsync("same-namespace", "cors-multiple-origins-methods-headers", "cors-wildcard-methods", "cors-wildcard-origin", "cors-wildcard-methods-headers");
        foreach (var origin in new[] { "https://www.foo.com", "https://www.bar.com", "https://xpto.www.bar.com" })
        {
            await http.ExpectAsync(Preflight("/cors-1", origin, "GET", "x-header-1, x-header-2") with
            {
                ResponseHeaders = new()
                {
                    ["access-control-allow-origin"] = [origin],
                    ["access-control-allow-methods"] = ["GET,OPTIONS", "OPTIONS,GET"],
                    ["access-control-allow-headers"] = AnyOrder,
                    ["access-control-expose-headers"] = ["x-header-3,x-header-4", "x-header-4,x-header-3"],
                    ["access-control-max-age"] = ["3600"],
                    ["access-control-allow-credentials"] = ["true"],
                },
            });
        }

        await http.ExpectAsync(
            Preflight("/cors-1", "https://foobar.com", "GET", null) with { Status = [200, 204, 403], ResponseAbsent = ["access-control-allow-origin"] },
            Simple("/cors-1", "GET", "https://www.foo.com") with { ResponseHeaders = new() { ["access-control-allow-origin"] = ["https://www.foo.com"] } },
            Simple("/cors-1", "GET", "https://www.bar.com") with { ResponseHeaders = new() { ["access-control-allow-origin"] = ["https://www.bar.com"] } },
            Simple("/cors-1", "GET", "https://foobar.com") with { ResponseAbsent = ["access-control-allow-origin"] },
            Preflight("/cors-2", "https://www.foo.com", "POST", null) with
            {
                ResponseHeaders = new() { ["access-control-allow-origin"] = ["https://www.foo.com"], ["access-control-allow-methods"] = ["POST", "*"] },
                ResponseAbsent = ["access-control-allow-credentials"],
            });
        foreach (var origin in new[] { "https://foobar.com", "https://foobar.com:12345" })
        {
            await http.ExpectAsync(
                Preflight("/cors-wildcard-origin", origin, "PUT", null) with
                {
                    ResponseHeaders = new() { ["access-control-allow-origin"] = [origin, "*"], ["access-control-allow-methods"] = ["PUT"] },
                    ResponseAbsent = ["access-control-allow-credentials"],
                },
                Simple("/cors-wildcard-origin", "PUT", origin) with { ResponseHeaders = new() { ["access-control-allow-origin"] = [origin, "*"] }, ResponseAbsent = ["access-control-allow-credentials"] });
        }

        const string Other = "https://other.foo.com";
        await http.ExpectAsync(
            Preflight("/cors-wildcard-methods-headers", Other, "PUT", "x-header-1, x-header-2") with
            {
                ResponseHeaders = new()
                {
                    ["access-control-allow-origin"] = [Other],
                    ["access-control-allow-methods"] = ["PUT"],
                    ["access-control-allow-headers"] = AnyOrder,
                    ["access-control-allow-credentials"] = ["true"],
                },
            },
            Simple("/cors-wildcard-methods-headers", "GET", Other) with
            {
                ResponseHeaders = new() { ["access-control-allow-origin"] = [Other], ["access-control-allow-credentials"] = ["true"] },
            },
            Preflight("/cors-wildcard-methods-headers-unauth", Other, "PUT", "x-header-1, x-header-2") with
            {
                ResponseHeaders = new()
                {
                    ["access-control-allow-origin"] = [Other, "*"],
                    ["access-control-allow-methods"] = ["PUT", "*"],
                    ["access-control-allow-headers"] = [.. AnyOrder, "*"],
                },
                ResponseAbsent = ["access-control-allow-credentials"],
            },
            Simple("/cors-wildcard-methods-headers-unauth", "GET", Other) with
            {
                ResponseHeaders = new() { ["access-control-allow-origin"] = [Other, "*"] },
                ResponseAbsent = ["access-control-allow-credentials"],
            });
    }

    private static Exchange Preflight(string path, string origin, string method, string? headers)
    {
        var exchange = new Exchange(path)
        {
            Method = "OPTIONS",
            Status = [200, 204],
            IgnoreWhitespace = true,
            Headers = { ["Origin"] = origin, ["Access-Control-Request-Method"] = method },
        };
        if (headers is not null)
        {
            exchange.Headers["Access-Control-Request-Headers"] = headers;
        }

        return exchange;
    }

    // The headers of a preflight make none of a request with another method than OPTIONS.
    private static Exchange Simple(string path, string method, string origin) => new(path)
    {
        Method = method,
        Backend = B1,
        Headers = { ["Origin"] = origin, ["Access-Control-Request-Method"] = method, ["Access-Control-Request-Headers"] = "x-header-1, x-header-2" },
    };
}
