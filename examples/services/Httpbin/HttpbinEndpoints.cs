using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Extensions;

namespace Sluice.Examples.Services.Httpbin;

/// <summary>The endpoints of httpbin that people try gateways with; header and argument values are lists, as go-httpbin writes them.</summary>
internal static class HttpbinEndpoints
{
    private const int MaxBytes = 100 * 1024;
    private const int MaxDelaySeconds = 10;
    private static readonly string[] AnyMethod = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static void Map(WebApplication app)
    {
        app.MapGet("/", () => Results.Text("<!DOCTYPE html><title>httpbin</title><h1>httpbin</h1><p>Try /get, /headers, /status/418, /delay/1, /anything.</p>", "text/html"));
        app.MapGet("/get", (HttpRequest request) => Json.Indented(Describe(request)));
        app.MapGet("/headers", (HttpRequest request) => Json.Indented(new JsonObject { ["headers"] = Headers(request) }));
        app.MapGet("/ip", (HttpRequest request) => Json.Indented(new JsonObject { ["origin"] = Origin(request) }));
        app.MapGet("/user-agent", (HttpRequest request) => Json.Indented(new JsonObject { ["user-agent"] = request.Headers.UserAgent.ToString() }));
        app.MapGet("/hostname", () => Json.Indented(new JsonObject { ["hostname"] = Environment.GetEnvironmentVariable("HOSTNAME") ?? Environment.MachineName }));
        app.MapGet("/uuid", () => Json.Indented(new JsonObject { ["uuid"] = Guid.NewGuid().ToString() }));
        app.MapMethods("/anything/{**rest}", AnyMethod, WithBodyAsync);
        foreach (var method in new[] { "post", "put", "patch", "delete" })
        {
            app.MapMethods($"/{method}", [method.ToUpperInvariant()], WithBodyAsync);
        }

        app.MapMethods("/status/{code:int}", AnyMethod, Status);
        app.MapMethods("/delay/{seconds:double}", AnyMethod, async (double seconds, HttpRequest request) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxDelaySeconds)), request.HttpContext.RequestAborted);
            return await WithBodyAsync(request);
        });
        app.MapGet("/bytes/{count:int}", (int count) => Results.Bytes(Pattern(Math.Clamp(count, 0, MaxBytes)), "application/octet-stream"));
        app.MapGet("/stream/{count:int}", StreamAsync);
        app.MapGet("/redirect/{count:int}", (int count) => Results.Redirect(count > 1 ? $"/redirect/{count - 1}" : "/get"));
        app.MapGet("/redirect-to", (string url) => Results.Redirect(url));
        app.MapGet("/response-headers", (HttpRequest request, HttpResponse response) =>
        {
            foreach (var (name, values) in request.Query)
            {
                response.Headers.Append(name, values);
            }

            return Json.Indented(Lists(request.Query));
        });
        app.MapGet("/cookies", (HttpRequest request) =>
        {
            var cookies = new JsonObject();
            foreach (var (name, value) in request.Cookies)
            {
                cookies[name] = value;
            }

            return Json.Indented(new JsonObject { ["cookies"] = cookies });
        });
    }

    private static IResult Status(int code) => code switch
    {
        StatusCodes.Status418ImATeapot => Results.Text(Teapot.Drawing, "text/plain", statusCode: code),
        >= 200 and <= 599 => Results.StatusCode(code),
        _ => Json.Indented(new JsonObject { ["status_code"] = 400, ["error"] = "Bad Request", ["detail"] = $"invalid status code: {code}" }, StatusCodes.Status400BadRequest),
    };

    private static async Task<IResult> WithBodyAsync(HttpRequest request)
    {
        var answer = Describe(request);
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        answer["data"] = body;
        answer["json"] = TryParse(body);
        return Json.Indented(answer);
    }

    private static JsonNode? TryParse(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task StreamAsync(int count, HttpRequest request, HttpResponse response)
    {
        response.ContentType = "application/json";
        for (var i = 0; i < Math.Clamp(count, 1, 100); i++)
        {
            var line = Describe(request);
            line["id"] = i;
            await response.WriteAsync(line.ToJsonString() + "\n", request.HttpContext.RequestAborted);
            await response.Body.FlushAsync(request.HttpContext.RequestAborted);
        }
    }

    private static JsonObject Describe(HttpRequest request) => new()
    {
        ["args"] = Lists(request.Query),
        ["headers"] = Headers(request),
        ["method"] = request.Method,
        ["origin"] = Origin(request),
        ["url"] = request.GetEncodedUrl(),
    };

    private static string Origin(HttpRequest request) =>
        request.Headers["X-Forwarded-For"].FirstOrDefault()?.Split(',')[0].Trim() ?? request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";

    private static JsonObject Headers(HttpRequest request) => Lists(request.Headers.OrderBy(header => header.Key, StringComparer.Ordinal));

    private static JsonObject Lists(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> pairs)
    {
        var lists = new JsonObject();
        foreach (var (name, values) in pairs)
        {
            lists[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }

        return lists;
    }

    private static byte[] Pattern(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)('a' + (i % 26));
        }

        return bytes;
    }
}
