using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sluice.LocalCluster.ApiServer.Trees;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>Writes answers.</summary>
internal static class ApiResponses
{
    public static Task ObjectAsync(ApiRequest request, int code, JsonNode tree, bool yaml = false)
    {
        if (yaml)
        {
            return BytesAsync(request.Http, code, "application/yaml", YamlTree.ToYaml(tree));
        }

        return JsonAsync(request.Http, code, tree);
    }

    public static Task JsonAsync(HttpContext http, int code, JsonNode tree) => BytesAsync(http, code, "application/json", WithNewline(JsonTree.ToUtf8(tree, WantsPretty(http))));

    public static Task BytesAsync(HttpContext http, int code, string contentType, byte[] body)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        return http.Request.Method == "HEAD" ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    public static Task TextAsync(HttpContext http, int code, string text)
    {
        http.Response.Headers["X-Content-Type-Options"] = "nosniff";
        return BytesAsync(http, code, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));
    }

    public static Task NotFoundPageAsync(HttpContext http) => TextAsync(http, 404, "404 page not found\n");

    public static Task StatusAsync(HttpContext http, ApiException error)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        if (error.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return BytesAsync(http, error.Code, "application/json", WithNewline(JsonTree.ToUtf8(error.ToStatus(), error.Code == 406 || WantsPretty(http))));
    }

    private static bool WantsPretty(HttpContext http)
    {
        if (http.Request.Query.TryGetValue("pretty", out var values))
        {
            return values[^1] is not ("false" or "0");
        }

        var agent = http.Request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal) || agent.StartsWith("Mozilla", StringComparison.Ordinal);
    }

    private static byte[] WithNewline(byte[] body)
    {
        var line = new byte[body.Length + 1];
        body.CopyTo(line, 0);
        line[^1] = (byte)'\n';
        return line;
    }
}
