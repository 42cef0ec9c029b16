using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using k8s.Models;
using Sluice.LocalCluster.Node.Processes;

namespace Sluice.LocalCluster.Node.Probes;

/// <summary>Where probes and hooks of a container are aimed.</summary>
internal sealed record ProbeTarget(V1Container Container, IPAddress Address, Func<IReadOnlyList<string>, CancellationToken, Task<CommandResult>> Execute);

/// <summary>Carries out one probe or lifecycle hook: HTTP, TCP, gRPC or a command.</summary>
internal sealed class ProbeAction : IDisposable
{
    private readonly HttpClient _http;

    public ProbeAction()
    {
        // A probe asks the container itself: no proxy, no cookies, any certificate; a new connection each time, so that
        // a probe sees what a new client would see.
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions
            {
#pragma warning disable CA5359 // A kubelet does not verify the certificate of what it probes either.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<ProbeResult> RunAsync(V1Probe probe, ProbeTarget target, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds ?? 1)));
        try
        {
            return probe switch
            {
                { HttpGet: { } http } => await HttpAsync(http, target, limit.Token).ConfigureAwait(false),
                { TcpSocket: { } tcp } => await TcpAsync(tcp, target, limit.Token).ConfigureAwait(false),
                { Grpc: { } grpc } => await GrpcAsync(grpc, target, limit.Token).ConfigureAwait(false),
                { Exec: { } exec } => await ExecAsync(exec, target, limit.Token).ConfigureAwait(false),
                _ => ProbeResult.Ok,
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ProbeResult.Failure(probe switch
            {
                { Exec: { } exec } => $"command timed out: \"{string.Join(' ', exec.Command)}\" timed out after {probe.TimeoutSeconds ?? 1}s",
                { HttpGet: { } http } => $"Get \"{UriOf(http, target)}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
                { TcpSocket: { } tcp } => $"dial tcp {EndPointOf(tcp, target)}: i/o timeout",
                _ => "context deadline exceeded",
            });
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or IOException)
        {
            return ProbeResult.Failure(e.Message);
        }
    }

    /// <summary>Runs a lifecycle hook; the caller limits its time.</summary>
    public async Task<ProbeResult> RunHookAsync(V1LifecycleHandler hook, ProbeTarget target, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            switch (hook)
            {
                case { Sleep: { } sleep }:
                    await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), time, cancel).ConfigureAwait(false);
                    return ProbeResult.Ok;
                case { HttpGet: { } http }:
                    return await HttpAsync(http, target, cancel).ConfigureAwait(false);
                case { Exec: { } exec }:
                    return await ExecAsync(exec, target, cancel).ConfigureAwait(false);
                case { TcpSocket: { } tcp }:
                    return await TcpAsync(tcp, target, cancel).ConfigureAwait(false);
                default:
                    return ProbeResult.Ok;
            }
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or IOException)
        {
            return ProbeResult.Failure(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ProbeResult> HttpAsync(V1HTTPGetAction http, ProbeTarget target, CancellationToken cancel)
    {
        Uri uri = UriOf(http, target);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.ConnectionClose = true;
        foreach (V1HTTPHeader header in http.HttpHeaders ?? [])
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            int code = (int)response.StatusCode;
            return code is >= 200 and < 400 ? ProbeResult.Ok : ProbeResult.Failure($"HTTP probe failed with statuscode: {code}");
        }
        catch (HttpRequestException e)
        {
            return ProbeResult.Failure($"Get \"{uri}\": {(e.InnerException is SocketException refused ? Refusal($"{uri.Host}:{uri.Port}", refused) : e.InnerException?.Message ?? e.Message)}");
        }
    }

    private static Uri UriOf(V1HTTPGetAction http, ProbeTarget target)
    {
        string host = string.IsNullOrEmpty(http.Host) ? target.Address.ToString() : http.Host;
        string scheme = string.IsNullOrEmpty(http.Scheme) ? "http" : http.Scheme.ToLowerInvariant();
        string path = string.IsNullOrEmpty(http.Path) ? "/" : http.Path;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{Port(http.Port, target)}{(path.StartsWith('/') ? "" : "/")}{path}"));
    }

    /// <summary>A failed connection in the words of a kubelet.</summary>
    private static string Refusal(string endPoint, SocketException e) => $"dial tcp {endPoint}: connect: " + e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable => "no route to host",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.ConnectionReset => "connection reset by peer",
        _ => e.Message,
    };

    private static async Task<ProbeResult> TcpAsync(V1TCPSocketAction tcp, ProbeTarget target, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        IPEndPoint endPoint = EndPointOf(tcp, target);
        try
        {
            await socket.ConnectAsync(endPoint, cancel).ConfigureAwait(false);
            return ProbeResult.Ok;
        }
        catch (SocketException e)
        {
            return ProbeResult.Failure(Refusal(endPoint.ToString(), e));
        }
    }

    private static IPEndPoint EndPointOf(V1TCPSocketAction tcp, ProbeTarget target) =>
        new(string.IsNullOrEmpty(tcp.Host) || !IPAddress.TryParse(tcp.Host, out IPAddress? given) ? target.Address : given, Port(tcp.Port, target));

    private static async Task<ProbeResult> ExecAsync(V1ExecAction exec, ProbeTarget target, CancellationToken cancel)
    {
        CommandResult result = await target.Execute([.. exec.Command], cancel).ConfigureAwait(false);
        return result.ExitCode == 0 ? ProbeResult.Ok : ProbeResult.Failure(result.Output.Length > 10240 ? result.Output[..10240] : result.Output);
    }

    /// <summary>grpc.health.v1.Health/Check, written by hand: one string field out, one enum field back.</summary>
    private async Task<ProbeResult> GrpcAsync(V1GRPCAction grpc, ProbeTarget target, CancellationToken cancel)
    {
        byte[] service = System.Text.Encoding.UTF8.GetBytes(grpc.Service ?? "");
        byte[] message = service.Length == 0 ? [] : [0x0A, checked((byte)service.Length), .. service];
        byte[] frame = [0, 0, 0, 0, checked((byte)message.Length), .. message];
        var uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{target.Address}:{grpc.Port}/grpc.health.v1.Health/Check"));
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        using HttpResponseMessage response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
        string? status = Header(response.TrailingHeaders) ?? Header(response.Headers);
        if (status is not (null or "0"))
        {
            return ProbeResult.Failure($"error: health rpc probe failed: grpc-status {status}");
        }

        return body.Length >= 7 && body[5] == 0x08 && body[6] == 1
            ? ProbeResult.Ok
            : ProbeResult.Failure($"service unhealthy (responded with \"{(body.Length >= 7 && body[6] == 2 ? "NOT_SERVING" : "UNKNOWN")}\")");

        static string? Header(HttpHeaders headers) => headers.TryGetValues("grpc-status", out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
    }

    private static int Port(IntOrString port, ProbeTarget target) =>
        int.TryParse(port.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : (target.Container.Ports ?? []).FirstOrDefault(p => p.Name == port.Value)?.ContainerPort
                ?? throw new IOException($"couldn't find port: \"{port.Value}\" in container {target.Container.Name}");
}
