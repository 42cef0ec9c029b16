using System.Globalization;
using System.Text.Json.Nodes;

namespace Sluice.Examples.Services.Bookinfo;

/// <summary>The details service: facts about a book.</summary>
internal static class Details
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health", () => Json.Result(new JsonObject { ["status"] = "Details is healthy" }));
        app.MapGet("/details/{id}", (string id) =>
            int.TryParse(id, CultureInfo.InvariantCulture, out var number)
                ? Json.Result(Book(number))
                : Json.Result(new JsonObject { ["error"] = "please provide numeric product id" }, StatusCodes.Status400BadRequest));
    }

    private static JsonObject Book(int id) => new()
    {
        ["id"] = id,
        ["author"] = "William Shakespeare",
        ["year"] = 1595,
        ["type"] = "paperback",
        ["pages"] = 200,
        ["publisher"] = "PublisherA",
        ["language"] = "English",
        ["ISBN-10"] = "1234567890",
        ["ISBN-13"] = "123-1234567890",
    };
}
