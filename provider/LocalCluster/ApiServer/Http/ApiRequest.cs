using Microsoft.AspNetCore.Http;
using Sluice.LocalCluster.ApiServer.Access;

namespace Sluice.LocalCluster.ApiServer.Http;

/// <summary>One request with everything that has been found out about it so far.</summary>
internal sealed class ApiRequest(HttpContext http, RequestInfo info, UserInfo user)
{
    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);

    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    public UserInfo User { get; } = user;

    /// <summary>Refuses writes that the writer may not make for reasons only the object shows.</summary>
    public Action<Resources.ResourceKind, System.Text.Json.Nodes.JsonObject>? Guard { get; init; }

    public CancellationToken Aborted => Http.RequestAborted;

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[^1] : null;

    public bool Flag(string name) => Query(name) is { } value && value is "" or "true" or "1" or "True" or "TRUE" or "t" or "T";

    public string? Accept => Http.Request.Headers.Accept.Count == 0 ? null : string.Join(',', Http.Request.Headers.Accept.ToArray());

    /// <summary>Body type without parameters; missing means JSON.</summary>
    public string ContentType
    {
        get
        {
            var header = Http.Request.ContentType;
            if (string.IsNullOrEmpty(header))
            {
                return "application/json";
            }

            var semicolon = header.IndexOf(';', StringComparison.Ordinal);
            return (semicolon < 0 ? header : header[..semicolon]).Trim();
        }
    }

    /// <summary>
    /// Adds a Warning header, each text once; it is sent with whatever the answer will be, an error too. A text that a header cannot hold,
    /// such as the name of a field with a line break, is not sent.
    /// </summary>
    public void Warn(string text)
    {
        if (!text.Any(char.IsControl) && _warnings.Add(text))
        {
            Http.Response.Headers.Append("Warning", $"299 - \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }
    }

    /// <summary>Name of the writer: fieldManager, or the program in the User-Agent.</summary>
    public string Manager
    {
        get
        {
            if (Query("fieldManager") is { Length: > 0 } named)
            {
                return named;
            }

            var agent = Http.Request.Headers.UserAgent.ToString();
            var slash = agent.IndexOf('/', StringComparison.Ordinal);
            var name = slash < 0 ? agent : agent[..slash];
            return name.Length == 0 ? "unknown" : name.Length > 128 ? name[..128] : name;
        }
    }

    public async Task<byte[]> ReadBodyAsync()
    {
        const int limit = 3 * 1024 * 1024;
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await Http.Request.Body.ReadAsync(chunk, Aborted).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > limit)
            {
                throw new ApiException(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
