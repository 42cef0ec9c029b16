using System.Globalization;
using System.Net;
using Sluice.Examples.Services;
using Sluice.Examples.Services.Bookinfo;
using Sluice.Examples.Services.Echo;
using Sluice.Examples.Services.Httpbin;

// One program for all example workloads; the first argument says which. Each has the names, port, paths and JSON of the original
// image whose place it takes on a machine without containers, so the same Pulumi program deploys either.
if (args is ["echo", var port, var prefix])
{
    var address = Environment.GetEnvironmentVariable("POD_IP") is { Length: > 0 } own ? IPAddress.Parse(own) : IPAddress.Any;
    await EchoServer.RunAsync(address, int.Parse(port, CultureInfo.InvariantCulture), prefix);
    return 0;
}

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args.Length > 1 ? args[1..] : [] });
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.AddSingleton(_ => ServiceClient.Create(Environment.GetEnvironmentVariable));

Action<WebApplication>? map = args.FirstOrDefault() switch
{
    "productpage" => ProductPage.Map,
    "details" => Details.Map,
    "ratings" => Ratings.Map,
    "reviews" => application => Reviews.Map(application, application.Configuration["version"] ?? "v1"),
    "httpbin" => HttpbinEndpoints.Map,
    _ => null,
};
if (map is null)
{
    Console.Error.WriteLine($"Unknown service '{args.FirstOrDefault()}'. Allowed: productpage, details, ratings, reviews --version v1|v2|v3, httpbin, echo PORT PREFIX.");
    return 2;
}

await using var app = builder.Build();
app.Use(async (context, next) =>
{
    await next();
    if (context.Request.Path != "/health")
    {
        Console.Out.WriteLine($"{context.Request.Method} {context.Request.Path} {context.Response.StatusCode}");
    }
});
map(app);
await app.RunAsync();
return 0;
