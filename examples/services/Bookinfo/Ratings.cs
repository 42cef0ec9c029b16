using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Examples.Services.Bookinfo;

/// <summary>The ratings service: stars by reviewer, replaceable per product by POST; as slow as RATINGS_DELAY asks for.</summary>
internal static class Ratings
{
    public static void Map(WebApplication app)
    {
        var stored = new ConcurrentDictionary<int, string>();
        var delay = Delay(Environment.GetEnvironmentVariable("RATINGS_DELAY"));
        app.MapGet("/health", () => Json.Result(new JsonObject { ["status"] = "Ratings is healthy" }));
        app.MapGet("/ratings/{id}", async (string id, HttpRequest request) =>
        {
            await Task.Delay(delay, request.HttpContext.RequestAborted);
            return TryParse(id, out var number)
                ? Json.Result(Answer(number, stored.TryGetValue(number, out var ratings) ? JsonNode.Parse(ratings)! : Default()))
                : NotNumeric();
        });
        app.MapPost("/ratings/{id}", async (string id, HttpRequest request) =>
        {
            if (!TryParse(id, out var number))
            {
                return NotNumeric();
            }

            try
            {
                var body = await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject
                    ?? throw new JsonException();
                stored[number] = body.ToJsonString();
                return Json.Result(Answer(number, body));
            }
            catch (JsonException)
            {
                return Json.Result(new JsonObject { ["error"] = "please provide valid ratings JSON" }, StatusCodes.Status400BadRequest);
            }
        });
    }

    /// <summary>Seconds (<c>2s</c>) or milliseconds (<c>700ms</c>); none if it is anything else.</summary>
    private static TimeSpan Delay(string? text)
    {
        var milliseconds = text?.EndsWith("ms", StringComparison.Ordinal) == true;
        return double.TryParse(text?.TrimEnd('m', 's'), CultureInfo.InvariantCulture, out var number) && number is > 0 and < 3_600_000
            ? milliseconds ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromSeconds(number)
            : TimeSpan.Zero;
    }

    private static bool TryParse(string id, out int number) => int.TryParse(id, CultureInfo.InvariantCulture, out number);

    private static IResult NotNumeric() =>
        Json.Result(new JsonObject { ["error"] = "please provide numeric product ID" }, StatusCodes.Status400BadRequest);

    private static JsonObject Answer(int id, JsonNode ratings) => new() { ["id"] = id, ["ratings"] = ratings.DeepClone() };

    private static JsonObject Default() => new() { ["Reviewer1"] = 5, ["Reviewer2"] = 4 };
}
