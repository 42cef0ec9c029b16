using Sluice.Testing;

namespace Sluice.Tests.Snapshots;

/// <summary>What routes become, object by object.</summary>
public sealed class RouteSnapshots
{
    private static readonly GatewayReference Edge = new("Gateway", "edge", "infra");

    [Fact]
    public Task WebRoute_TakesItsNamespaceFromItsParent() => VerifyObjects(() => _ = new WebRoute("bookinfo", new()
    {
        Parent = Edge,
        Rules = { new() { Paths = { PathMatch.Exact("/productpage"), PathMatch.Prefix("/static") }, Backend = Backend.Service("productpage", 9080) } },
    }));

    [Fact]
    public Task WebRoute_WithEverything_SaysEverything() => VerifyObjects(() => _ = new WebRoute("shop", new()
    {
        Namespace = "shop",
        Parent = Parent.Gateway("edge", "infra", "https"),
        Parents = { Parent.ListenerSet("shop") },
        Hostnames = { "shop.example.com", "*.shop.example.com" },
        Rules =
        {
            new()
            {
                Name = "orders",
                Paths = { PathMatch.Prefix("/orders") },
                Headers = { ValueMatch.Exact("x-tenant", "blue"), ValueMatch.Regex("x-trace", "[a-f0-9]+") },
                QueryParams = { ValueMatch.Exact("beta", "1") },
                Method = "POST",
                Backends = { Backend.Service("orders-v1", 80, weight: 90), Backend.Service("orders-v2", 80, "next", 10) },
                Filters =
                {
                    Filter.AddRequestHeader("my-added-header", "added-value"),
                    Filter.ResponseHeaders(new() { Set = { new("x-served-by", "shop") }, Remove = { "server" } }),
                    Filter.Rewrite(new() { Hostname = "orders.internal", PathPrefix = "/v1" }),
                    Filter.Mirror(Backend.Service("orders-shadow", 80, "next"), 10),
                    Filter.Cors(new() { AllowOrigins = new[] { "https://shop.example.com" }, AllowMethods = new[] { "GET", "POST" }, AllowCredentials = true, MaxAge = 600 }),
                },
                RequestTimeout = "10s",
                BackendRequestTimeout = "2s",
                Retry = new() { Attempts = 3, Backoff = "100ms", Codes = new[] { 502, 503 } },
                SessionPersistence = new() { SessionName = "shop", AbsoluteTimeout = "1h", CookieLifetime = "Permanent" },
            },
            new() { Paths = { PathMatch.Regex("/o/[0-9]+"), PathMatch.Exact("/o") }, Backend = Backend.Service("orders-v1", 80) },
            new() { Paths = { PathMatch.Exact("/old") }, Filters = { Filter.Redirect(new() { Scheme = "https", StatusCode = 301, Path = "/new" }) } },
        },
    }));

    [Fact]
    public Task CanaryRoute_ForAService_HasBothVersionsAtAnyWeight() => VerifyObjects(() => _ = new CanaryRoute("reviews", new()
    {
        Namespace = "bookinfo",
        Parent = Parent.Service("reviews", 9080),
        Stable = Backend.Service("reviews-v1", 9080),
        Canary = Backend.Service("reviews-v3", 9080),
        CanaryWeight = 0,
        Pins = { Pin.Header("end-user", "jason", Backend.Service("reviews-v2", 9080)) },
        RequestTimeout = "500ms",
    }));

    [Fact]
    public Task CanaryRoute_ForAGateway_MirrorsAndGrants() => VerifyObjects(() => _ = new CanaryRoute("reviews", new()
    {
        Namespace = "bookinfo",
        Parent = Edge,
        Hostnames = { "shop.example.com" },
        Paths = { PathMatch.Prefix("/reviews") },
        Stable = Backend.Service("reviews", 9080, "stable"),
        Canary = Backend.Service("reviews", 9080, "trial"),
        CanaryWeight = 50,
        Mirror = new() { Backend = Backend.Service("reviews-next", 9080, "trial"), Percent = 5 },
    }));

    [Fact]
    public Task CanaryRoute_ForGrpc_IsAGrpcRoute() => VerifyObjects(() => _ = new CanaryRoute("orders", new()
    {
        Namespace = "shop",
        Parent = Edge,
        Protocol = "grpc",
        Stable = Backend.Service("orders-v1", 50051),
        Canary = Backend.Service("orders-v2", 50051),
        CanaryWeight = 25,
        Pins = { Pin.Header("x-canary", "always", Backend.Service("orders-v2", 50051)) },
    }));

    [Fact]
    public Task GrpcRouteSet_MatchesMethodsAndHeaders() => VerifyObjects(() => _ = new GrpcRouteSet("orders", new()
    {
        Namespace = "shop",
        Parent = Edge,
        Hostnames = { "grpc.example.com" },
        Rules =
        {
            new()
            {
                Methods = { new() { Service = "shop.v1.Orders", Method = "Place" }, new() { Service = "shop\\.v[0-9]+\\.Orders", Type = "RegularExpression" } },
                Headers = { ValueMatch.Exact("x-tenant", "blue") },
                Filters = { Filter.SetRequestHeader("x-via", "sluice") },
                Backends = { Backend.Service("orders-v1", 50051, weight: 3), Backend.Service("orders-v2", 50051, weight: 1) },
            },
        },
    }));

    [Fact]
    public Task StreamRoutes_ShareConnectionsByWeight() => VerifyObjects(() =>
    {
        _ = new TcpSplit("tcp-echo", new()
        {
            Namespace = "echo",
            Parent = Parent.Gateway("tcp-echo-gateway", listener: "tcp-31400"),
            Backends = { Backend.Service("tcp-echo-v1", 9000, weight: 80), Backend.Service("tcp-echo-v2", 9000, weight: 20) },
        });
        _ = new UdpForward("dns", new() { Namespace = "echo", Parent = Edge, Backends = { Backend.Service("dns", 53, "kube-system") } });
        _ = new TlsPassthrough("db", new() { Namespace = "echo", Parent = Edge, Hostnames = { "db.example.com" }, Backends = { Backend.Service("db", 5432) } });
    });

    [Fact]
    public Task MeshService_HasAFrontAShadowAndVersions() => VerifyObjects(() => _ = new MeshService("reviews", new()
    {
        Namespace = "bookinfo",
        Selector = new Pulumi.InputMap<string> { { "app", "reviews" } },
        Ports = { new() { Name = "http", Port = 9080 } },
        Versions = { new() { Name = "v1" }, new() { Name = "v2", Labels = new Pulumi.InputMap<string> { { "release", "next" } } } },
    }));

    private static async Task VerifyObjects(Action program)
    {
        var manifests = await Manifests.FromProgramAsync(program);
        Assert.Empty(manifests.Problems());
        await Verify(manifests.ToString(), "yaml");
    }
}
