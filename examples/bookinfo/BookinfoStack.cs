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

        _ = new BookinfoService("details", home, "v1");
        _ = new BookinfoService("ratings", home, "v1");
        var reviews = new BookinfoService("reviews", home, "v1", "v2", "v3");
        var productPage = new BookinfoService("productpage", home, "v1");

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
                    Backend = Backend.Service(productPage.Front, Port),
                },
            },
        });

        _ = new CanaryRoute("reviews", new()
        {
            Parent = gateway.Reference,
            Paths = { PathMatch.Prefix("/reviews") },
            Stable = Backend.Service(reviews.Versions["v1"], Port),
            Canary = Backend.Service(reviews.Versions["v3"], Port),
            CanaryWeight = config.RequireInt32("reviewsCanaryWeight"),
            Pins = { Pin.Header("end-user", "jason", Backend.Service(reviews.Versions["v2"], Port)) },
        });

        GatewayAddress = gateway.Address;
        ProductPageUrl = Output.Format($"http://{gateway.Address}/productpage");
        ReviewsUrl = Output.Format($"http://{gateway.Address}/reviews/0");
        Try = Output.Format($"curl http://{gateway.Address}/productpage\ncurl http://{gateway.Address}/reviews/0\ncurl -H 'end-user: jason' http://{gateway.Address}/reviews/0");
    }

    /// <summary>Where the gateway listens.</summary>
    [Output("gatewayAddress")]
    public Output<string?> GatewayAddress { get; private set; }

    /// <summary>The page to look at.</summary>
    [Output("productPageUrl")]
    public Output<string> ProductPageUrl { get; private set; }

    /// <summary>Answered by version 1 or 3, by the canary's weight.</summary>
    [Output("reviewsUrl")]
    public Output<string> ReviewsUrl { get; private set; }

    /// <summary>Commands that show the shop, the split, and the pin of one reader to version 2.</summary>
    [Output("try")]
    public Output<string> Try { get; private set; }
}
