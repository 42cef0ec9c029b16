using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sluice.Conformance.Echo;

/// <summary>The HTTP mode: answers with what it saw.</summary>
internal static partial class HttpEchoEndpoints
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(WebApplication app, EchoOptions options)
    {
        var failures = new ConcurrentDictionary<string, int>();
        app.UseWebSockets();
        app.Run(context => HandleAsync(context, options, failures));
    }

    private static async Task HandleAsync(HttpContext context, EchoOptions options, ConcurrentDictionary<string, int> failures)
    {
        var path = RepeatedSlashes().Replace(context.Request.Path.Value ?? "/", "/");
        if (path == "/health")
        {
            await context.Response.WriteAsync("OK");
        }
        else if (path.StartsWith("/status/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = int.TryParse(path["/status/".Length..], CultureInfo.InvariantCulture, out var code) ? code : 400;
        }
        else if (path.StartsWith("/retry/", StringComparison.Ordinal) && !await SucceedsAsync(context, failures))
        {
            return;
        }
        else if (path == "/ws" && context.WebSockets.IsWebSocketRequest)
        {
            await EchoWebSocketAsync(context);
        }
        else
        {
            await EchoAsync(context, options);
        }
    }

    private static async Task<bool> SucceedsAsync(HttpContext context, ConcurrentDictionary<string, int> failures)
    {
        var query = context.Request.Query;
        if (query["uuid"].ToString() is not { Length: > 0 } uuid || !int.TryParse(query["succeedAfter"], CultureInfo.InvariantCulture, out var succeedAfter))
        {
            context.Response.StatusCode = 400;
            return false;
        }

        if (failures.AddOrUpdate(uuid, 1, (_, count) => count + 1) > succeedAfter)
        {
            return true;
        }

        await Task.Delay(GoDuration.Parse(query["delayRetry"]), context.RequestAborted);
        if (int.TryParse(query["responseCode"], CultureInfo.InvariantCulture, out var code))
        {
            context.Response.StatusCode = code;
        }
        else
        {
            context.Abort();
        }

        return false;
    }

    private static async Task EchoWebSocketAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0)
        {
            context.Response.StatusCode = 403;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, received.EndOfMessage, context.RequestAborted);
        }
    }

    private static async Task EchoAsync(HttpContext context, EchoOptions options)
    {
        await Task.Delay(GoDuration.Parse(context.Request.Query["delay"]), context.RequestAborted);

        // The body is read so that a mirrored or retried request with one is complete before it is answered.
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        await Console.Out.WriteLineAsync($"Echoing back request made to {target} to client ({context.Connection.RemoteIpAddress}:{context.Connection.RemotePort})");

        foreach (var (name, value) in EchoedHeaders(context.Request.Headers["X-Echo-Set-Header"]))
        {
            context.Response.Headers[name] = value;
        }

        var body = new JsonObject
        {
            ["path"] = target,
            ["host"] = context.Request.Host.Value,
            ["method"] = context.Request.Method,
            ["proto"] = context.Request.Protocol,
            ["headers"] = Headers(context.Request.Headers),
            ["httpPort"] = context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture),
            ["namespace"] = options.Namespace,
            ["ingress"] = options.Ingress,
            ["service"] = options.Service,
            ["pod"] = options.Pod,
        };
        if (context.Features.Get<ITlsHandshakeFeature>() is { } tls)
        {
            body["tls"] = Tls(context, tls);
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(Indented) + "\n");
    }

    private static JsonObject Headers(IHeaderDictionary headers)
    {
        var result = new JsonObject();
        foreach (var (name, values) in headers.Where(header => header.Key is not "Host" && !header.Key.StartsWith(':')))
        {
            result[Canonical(name)] = new JsonArray([.. values.Select(value => JsonValue.Create(value ?? ""))]);
        }

        return result;
    }

    // Go's canonical form: the first letter and every letter after a hyphen in upper case.
    private static string Canonical(string name) =>
        string.Join('-', name.Split('-').Select(part => part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()));

    private static Dictionary<string, string> EchoedHeaders(IEnumerable<string?> requested)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in requested.SelectMany(value => (value ?? "").Split(',')).Where(pair => pair.Contains(':', StringComparison.Ordinal)))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            var name = pair[..colon].Trim();
            var value = pair[(colon + 1)..].Trim();
            result[name] = result.TryGetValue(name, out var earlier) ? $"{earlier},{value}" : value;
        }

        return result;
    }

    private static JsonObject Tls(HttpContext context, ITlsHandshakeFeature tls)
    {
        var certificate = context.Connection.ClientCertificate;
        return new JsonObject
        {
            ["version"] = tls.Protocol switch { SslProtocols.Tls13 => "TLSv1.3", SslProtocols.Tls12 => "TLSv1.2", var other => other.ToString() },
            ["peerCertificates"] = certificate is null ? new JsonArray() : new JsonArray(JsonValue.Create(certificate.ExportCertificatePem() + "\n")),
            ["serverName"] = HttpEcho.ServerName(context),
            ["negotiatedProtocol"] = context.Features.Get<ITlsApplicationProtocolFeature>() is { } alpn ? System.Text.Encoding.ASCII.GetString(alpn.ApplicationProtocol.Span) : "",
            ["cipherSuite"] = tls.NegotiatedCipherSuite?.ToString() ?? "",
        };
    }

    [GeneratedRegex("/{2,}")]
    private static partial Regex RepeatedSlashes();
}
