using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Sluice.Examples.Services.Bookinfo;

/// <summary>The markup of the product page.</summary>
internal static class ProductPageHtml
{
    public const string Style = """
        body { font-family: Georgia, serif; margin: 0; color: #222; background: #faf8f4; }
        header { background: #1f3a4d; color: #fff; padding: 1rem 2rem; display: flex; justify-content: space-between; align-items: center; }
        header a, header label { color: #fff; }
        main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        .columns { display: flex; gap: 3rem; flex-wrap: wrap; }
        .columns > section { flex: 1 1 20rem; }
        dt { font-weight: bold; margin-top: .5rem; } dd { margin: 0; }
        blockquote { border-left: .25rem solid #1f3a4d; margin: 1rem 0; padding: .25rem 1rem; }
        .stars { letter-spacing: .15rem; font-size: 1.2rem; }
        .error { color: #a00; }
        """;

    public static string Index() => Layout("", $"""
        <h1>Bookinfo sample</h1>
        <p>{E("A page made of four small services.")} <a href="/productpage">Go to the product page</a>, or sign in there as any user.</p>
        """);

    public static string Page(string? user, ProductPage.Answer details, ProductPage.Answer reviews)
    {
        var product = ProductPage.Product();
        var signIn = user is null
            ? """<form method="post" action="/login"><label>User <input name="username" required></label> <label>Password <input name="passwd" type="password"></label> <button type="submit">Sign in</button></form>"""
            : $"""<span>{E(user)} (<a href="/logout">sign out</a>)</span>""";
        return Layout(signIn, $"""
            <h1>{E(product["title"]!.GetValue<string>())}</h1>
            <p>Summary: {product["descriptionHtml"]!.GetValue<string>()}</p>
            <div class="columns">
            <section id="details"><h2>Book Details</h2>{Details(details)}</section>
            <section id="reviews"><h2>Book Reviews</h2>{Reviews(reviews)}</section>
            </div>
            """);
    }

    private static string Details(ProductPage.Answer answer)
    {
        if (answer.Body is not JsonObject details)
        {
            return Problem("Error fetching product details!", answer);
        }

        var list = new StringBuilder("<dl>");
        foreach (var (label, key) in new[]
        {
            ("Type:", "type"), ("Pages:", "pages"), ("Publisher:", "publisher"), ("Language:", "language"), ("ISBN-10:", "ISBN-10"), ("ISBN-13:", "ISBN-13"),
        })
        {
            list.Append(CultureInfo.InvariantCulture, $"<dt>{label}</dt><dd>{E(details[key]?.ToString() ?? "")}</dd>");
        }

        return list.Append("</dl>").ToString();
    }

    private static string Reviews(ProductPage.Answer answer)
    {
        if (answer.Body?["reviews"] is not JsonArray reviews)
        {
            return Problem("Error fetching product reviews!", answer);
        }

        var list = new StringBuilder();
        foreach (var review in reviews)
        {
            list.Append(CultureInfo.InvariantCulture, $"<blockquote><p>{E(review?["text"]?.ToString() ?? "")}</p><small>{E(review?["reviewer"]?.ToString() ?? "")}</small>{Rating(review?["rating"])}</blockquote>");
        }

        return list.Append(CultureInfo.InvariantCulture, $"<p>Reviews served by: <u>{E(answer.Body["podname"]?.ToString() ?? "")}</u></p>").ToString();
    }

    private static string Rating(JsonNode? rating)
    {
        if (rating is null)
        {
            return "";
        }

        if (rating["stars"] is not JsonValue value || !value.TryGetValue<int>(out var stars))
        {
            return $"""<p class="error">{E(rating["error"]?.ToString() ?? "")}</p>""";
        }

        var full = Math.Clamp(stars, 0, 5);
        var color = E(rating["color"]?.ToString() ?? "black");
        return $"""<p class="stars" data-color="{color}" data-stars="{full}" style="color: {color}">{new string('★', full)}{new string('☆', 5 - full)}</p>""";
    }

    private static string Problem(string title, ProductPage.Answer answer) =>
        $"""<h3 class="error">{E(title)}</h3><p class="error">{E(answer.Problem ?? "")}</p>""";

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private static string Layout(string corner, string content) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Simple Bookstore App</title><link rel="stylesheet" href="/static/style.css"></head>
        <body><header><a href="/productpage">BookInfo Sample</a>{corner}</header>
        <main>{content}</main></body></html>
        """;
}
