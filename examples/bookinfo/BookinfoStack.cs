using Pulumi;
using Pulumi.Kubernetes.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Core.V1;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;
using Sluice;
using Config = Pulumi.Config;

namespace Bookinfo;

/// <summary>The bookshop: four services, a gateway for its pages, and a canary that moves readers to the third version of the reviews.</summary>
public sealed class BookinfoStack : Stack
{
    private const int Port = BookinfoService.Port;

    public BookinfoStack()
    {
        var config = new Config();
        var ns = new Namespace("bookinfo", new NamespaceArgs { Metadata = new ObjectMetaArgs { Name = "bookinfo" } });
        var home = ns.Metadata.Apply(metadata => metadata.Name);

        _ = BookinfoService.Of("details", home);
        _ = BookinfoService.Of("ratings", home, Given(config.Get("ratingsDelay")) is { } delay ? new EnvVarArgs { Name = "RATINGS_DELAY", Value = delay } : null);
        var reviews = BookinfoService.Of("reviews", home, ["v1", "v2", "v3"]);
        var productPage = BookinfoService.Of("productpage", home);

        var gateway = new SharedGateway("bookinfo-gateway", new()
        {
            Namespace = home,
            Listeners = { Listener.Http("http", 80) },
        });

        _ = new WebRoute("bookinfo", new()
        {
            Parent = gateway.Reference,
            Rules =
            {
                new()
                {
                    Paths =
                    {
                        PathMatch.Exact("/productpage"),
                        PathMatch.Prefix("/static"),
                        PathMatch.Exact("/login"),
                        PathMatch.Exact("/logout"),
                        PathMatch.Prefix("/api/v1/products"),
                    },
                    Backend = Backend.Service(productPage, Port),
                },
            },
        });

        // The same rules for readers at the gateway and for the product page, which calls the Service inside the cluster.
        var (v1, v2, v3) = (reviews.Version("v1", Port), reviews.Version("v2", Port), reviews.Version("v3", Port));
        _ = new CanaryRoute("reviews", new()
        {
            Parent = gateway.Reference,
            Parents = { Parent.Service(reviews.Name, Port) },
            Paths = { PathMatch.Prefix("/reviews") },
            Stable = v1,
            Canary = v3,
            CanaryWeight = config.RequireInt32("reviewsCanaryWeight"),
            Pins = Given(config.Get("reviewsTester") ?? "jason") is { } tester ? [Pin.Header("end-user", tester, v2)] : [],
            RequestTimeout = Given(config.Get("reviewsTimeout")) is { } timeout ? (Input<string>)timeout : null,
            Mirror = config.GetBoolean("reviewsMirror") == true ? new() { Backend = v2 } : null,
        });

        GatewayAddress = gateway.Address;
        ProductPageUrl = Output.Format($"http://{gateway.Address}/productpage");
        ReviewsUrl = Output.Format($"http://{gateway.Address}/reviews/0");
        Try = Output.Format($"curl http://{gateway.Address}/productpage\ncurl -b session=jason http://{gateway.Address}/productpage\ncurl http://{gateway.Address}/reviews/0");
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>Where the gateway listens.</summary>
    [Output("gatewayAddress")]
    public Output<string?> GatewayAddress { get; private set; }

    /// <summary>The page to look at.</summary>
    [Output("productPageUrl")]
    public Output<string> ProductPageUrl { get; private set; }

    /// <summary>Answered by version 1 or 3, by the canary's weight.</summary>
    [Output("reviewsUrl")]
    public Output<string> ReviewsUrl { get; private set; }

    /// <summary>Commands that show the shop, the pin of one reader to version 2 with its stars, and the split.</summary>
    [Output("try")]
    public Output<string> Try { get; private set; }
}
