using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.Conformance.Echo.Messages;

namespace Sluice.Conformance.Echo;

/// <summary>
/// The client that mesh tests run in a pod: <c>client proto://host/path [--method=M] [-H name:value]... [--count=N]</c>. Prints what came
/// back line by line, with an empty line after each answer. It speaks from the pod's own address, as every program of the catalog does.
/// </summary>
internal static class EchoClient
{
    public static async Task<int> RunAsync(string[] arguments, EchoOptions options, TextWriter output)
    {
        var target = new Uri(arguments[0]);
        var isGrpc = target.Scheme == "grpc";
        var method = isGrpc ? "POST" : "GET";
        var count = 1;
        var headers = new List<(string Name, string Value)>();
        for (var i = 1; i < arguments.Length; i++)
        {
            if (arguments[i] == "-H")
            {
                var (name, value) = Split(arguments[++i]);
                headers.Add((name, value));
            }
            else if (arguments[i].StartsWith("--method=", StringComparison.Ordinal))
            {
                method = arguments[i]["--method=".Length..];
            }
            else if (arguments[i].StartsWith("--count=", StringComparison.Ordinal))
            {
                count = int.Parse(arguments[i]["--count=".Length..], CultureInfo.InvariantCulture);
            }
        }

        using var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, options, cancellation),
        })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
        for (var i = 0; i < count; i++)
        {
            using var request = isGrpc ? Grpc(target) : new HttpRequestMessage(new HttpMethod(method), target);
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            try
            {
                using var answer = await http.SendAsync(request);
                var body = await answer.Content.ReadAsByteArrayAsync();
                await output.WriteAsync(isGrpc ? DescribeGrpc(answer, body) : Describe(answer, body));
                await output.WriteAsync('\n');
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                await output.WriteLineAsync($"Error={failure.Message}");
                return 1;
            }
        }

        await output.FlushAsync();
        return 0;
    }

    private static HttpRequestMessage Grpc(Uri target) => new(HttpMethod.Post, new Uri($"http://{target.Authority}{GrpcEcho.EchoMethod}"))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        // An empty message: one byte for compression, four for the length.
        Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
    };

    private static string Describe(HttpResponseMessage answer, byte[] body)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"StatusCode={(int)answer.StatusCode}\n");
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            text.Append(CultureInfo.InvariantCulture, $"ResponseHeader={name}:{string.Join(',', values)}\n");
        }

        if (answer.Content.Headers.ContentType?.MediaType == "application/json" && JsonNode.Parse(body) is { } echo)
        {
            text.Append(CultureInfo.InvariantCulture, $"Hostname={echo["pod"]}\nHost={echo["host"]}\nMethod={echo["method"]}\nURL={echo["path"]}\n");
            foreach (var (name, values) in (JsonObject)echo["headers"]!)
            {
                foreach (var value in (JsonArray)values!)
                {
                    text.Append(CultureInfo.InvariantCulture, $"RequestHeader={name}:{value}\n");
                }
            }
        }

        return text.ToString();
    }

    private static string DescribeGrpc(HttpResponseMessage answer, byte[] body)
    {
        var status = Header(answer.Headers, "grpc-status") ?? Header(answer.TrailingHeaders, "grpc-status") ?? "2";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"StatusCode={(status == "0" ? "200" : status)}\n");
        if (status == "0" && body.Length > 5)
        {
            text.Append(CultureInfo.InvariantCulture, $"Hostname={EchoResponse.Parser.ParseFrom(body.AsSpan(5)).Assertions.Context.Pod}\n");
        }

        return text.ToString();
    }

    private static string? Header(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, EchoOptions options, CancellationToken cancellation)
    {
        var address = IPAddress.TryParse(target.Host, out var literal) ? literal : await options.Names.ResolveAsync(target.Host, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!options.Address.Equals(IPAddress.Any))
            {
                socket.Bind(new IPEndPoint(options.Address, 0));
            }

            await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static (string Name, string Value) Split(string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return (header[..colon].Trim(), header[(colon + 1)..].Trim());
    }
}
