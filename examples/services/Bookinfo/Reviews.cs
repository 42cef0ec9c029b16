using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Examples.Services.Bookinfo;

/// <summary>The reviews service: v1 without stars, v2 with black stars, v3 with red stars; stars come from the ratings service.</summary>
internal static class Reviews
{
    private static readonly (string Reviewer, string Text)[] Texts =
    [
        ("Reviewer1", "Twins, mistaken doors and perfect timing: the fastest two hours in Shakespeare."),
        ("Reviewer2", "Great fun from start to end, though nobody in it learns very much."),
    ];

    public static void Map(WebApplication app, string version)
    {
        Func<string, string?> environment = Environment.GetEnvironmentVariable;
        var color = environment("STAR_COLOR") ?? (version == "v3" ? "red" : "black");
        var rated = environment("ENABLE_RATINGS") is { } setting ? setting == "true" : version is "v2" or "v3";
        var pod = environment("HOSTNAME") ?? Environment.MachineName;
        var cluster = environment("CLUSTER_NAME");
        var ratings = ServiceClient.BaseAddress("ratings", environment);

        app.MapGet("/health", () => Json.Result(new JsonObject { ["status"] = "Reviews is healthy" }));
        app.MapGet("/reviews/{productId:int}", async (int productId, HttpRequest request, HttpClient client) =>
        {
            var stars = rated ? await StarsAsync(new Uri(ratings, $"ratings/{productId}"), request, client) : null;
            var reviews = new JsonArray();
            foreach (var (reviewer, text) in Texts)
            {
                var review = new JsonObject { ["reviewer"] = reviewer, ["text"] = text };
                if (rated)
                {
                    review["rating"] = stars?[reviewer] is { } count
                        ? new JsonObject { ["stars"] = count.DeepClone(), ["color"] = color }
                        : new JsonObject { ["error"] = "Ratings service is currently unavailable" };
                }

                reviews.Add(review);
            }

            return Json.Result(new JsonObject
            {
                ["id"] = productId.ToString(CultureInfo.InvariantCulture),
                ["podname"] = pod,
                ["clustername"] = cluster,
                ["reviews"] = reviews,
            });
        });
    }

    private static async Task<JsonNode?> StarsAsync(Uri address, HttpRequest incoming, HttpClient client)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(incoming.HttpContext.RequestAborted);
        timeout.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var request = ForwardedHeaders.Get(address, incoming);
            using var response = await client.SendAsync(request, timeout.Token);
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(await response.Content.ReadAsStringAsync(timeout.Token))?["ratings"]
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }
}
