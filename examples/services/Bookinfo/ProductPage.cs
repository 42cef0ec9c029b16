using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Examples.Services.Bookinfo;

/// <summary>The product page: HTML for people, the product API for programs, and a sign-in that only remembers a name.</summary>
internal static class ProductPage
{
    private const string UserCookie = "session";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Map(WebApplication app)
    {
        Func<string, string?> environment = Environment.GetEnvironmentVariable;
        var details = ServiceClient.BaseAddress("details", environment);
        var reviews = ServiceClient.BaseAddress("reviews", environment);
        var ratings = ServiceClient.BaseAddress("ratings", environment);

        app.MapGet("/", () => Html(ProductPageHtml.Index()));
        app.MapGet("/index.html", () => Html(ProductPageHtml.Index()));
        app.MapGet("/health", () => Results.Text("Product page is healthy"));
        app.MapGet("/static/style.css", () => Results.Text(ProductPageHtml.Style, "text/css"));
        app.MapGet("/productpage", async (HttpRequest request, HttpClient client) =>
        {
            var id = int.TryParse(request.Query["id"], out var asked) ? asked : 0;
            var detail = FetchAsync(new Uri(details, $"details/{id}"), request, client, attempts: 1);
            var review = FetchAsync(new Uri(reviews, $"reviews/{id}"), request, client, attempts: 2);
            return Html(ProductPageHtml.Page(User(request), await detail, await review));
        });
        app.MapPost("/login", async (HttpRequest request, HttpResponse response) =>
        {
            var form = request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty;
            if (form["username"].ToString() is { Length: > 0 } user)
            {
                response.Cookies.Append(UserCookie, Uri.EscapeDataString(user), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
            }

            return Results.Redirect(SafeReferer(request));
        });
        app.MapGet("/logout", (HttpRequest request, HttpResponse response) =>
        {
            response.Cookies.Delete(UserCookie);
            return Results.Redirect(SafeReferer(request));
        });

        app.MapGet("/api/v1/products", () => Json.Result(new JsonArray(Product())));
        app.MapGet("/api/v1/products/{id:int}", (int id, HttpRequest request, HttpClient client) => ApiAsync(new Uri(details, $"details/{id}"), request, client));
        app.MapGet("/api/v1/products/{id:int}/reviews", (int id, HttpRequest request, HttpClient client) => ApiAsync(new Uri(reviews, $"reviews/{id}"), request, client));
        app.MapGet("/api/v1/products/{id:int}/ratings", (int id, HttpRequest request, HttpClient client) => ApiAsync(new Uri(ratings, $"ratings/{id}"), request, client));
    }

    public static JsonObject Product() => new()
    {
        ["id"] = 0,
        ["title"] = "The Comedy of Errors",
        ["descriptionHtml"] = "A comedy of <a href=\"https://en.wikipedia.org/wiki/The_Comedy_of_Errors\">two pairs of twins</a> who were parted at birth and meet, unknowing, in one city.",
    };

    private static string? User(HttpRequest request) =>
        request.Cookies.TryGetValue(UserCookie, out var user) && user.Length > 0 ? Uri.UnescapeDataString(user) : null;

    private static IResult Html(string page) => Results.Text(page, "text/html; charset=utf-8");

    // Only a path of this very site: a redirect must not leave it, whatever the Referer says.
    private static string SafeReferer(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Host == request.Host.Host ? referer.PathAndQuery : "/productpage";

    private static async Task<IResult> ApiAsync(Uri address, HttpRequest request, HttpClient client)
    {
        var answer = await FetchAsync(address, request, client, attempts: 1);
        return Json.Result(answer.Body ?? new JsonObject { ["error"] = answer.Problem }, answer.Status);
    }

    private static async Task<Answer> FetchAsync(Uri address, HttpRequest incoming, HttpClient client, int attempts)
    {
        var service = address.AbsolutePath.Split('/')[1];
        var answer = new Answer(StatusCodes.Status500InternalServerError, null, $"Sorry, product {service} are currently unavailable for this book.");
        for (var attempt = 0; attempt < attempts && answer.Body is null; attempt++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(incoming.HttpContext.RequestAborted);
            timeout.CancelAfter(Patience);
            try
            {
                using var request = ForwardedHeaders.Get(address, incoming, User(incoming));
                using var response = await client.SendAsync(request, timeout.Token);
                answer = response.IsSuccessStatusCode
                    ? new((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(timeout.Token)), null)
                    : answer with { Status = (int)response.StatusCode };
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
            {
                answer = answer with { Status = StatusCodes.Status500InternalServerError };
            }
        }

        return answer;
    }

    /// <summary>What a service said: a body, or the sentence to show instead.</summary>
    internal sealed record Answer(int Status, JsonNode? Body, string? Problem);
}
