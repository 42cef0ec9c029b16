using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Examples.Services;

/// <summary>
/// Calls other services by their Kubernetes names. An address comes from the variables that Kubernetes gives a pod
/// (<c>NAME_SERVICE_HOST</c>), which work without a cluster DNS; a service younger than the pod is found by DNS.
/// </summary>
internal static class ServiceClient
{
    public static HttpClient Create(Func<string, string?> environment)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, environment, cancellationToken),
            PooledConnectionLifetime = TimeSpan.FromSeconds(30),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The address of a Bookinfo service, as the originals' variables set it: host, then domain, then port.</summary>
    public static Uri BaseAddress(string service, Func<string, string?> environment)
    {
        var upper = service.ToUpperInvariant();
        var host = environment($"{upper}_HOSTNAME") ?? service;
        var domain = environment("SERVICES_DOMAIN") is { Length: > 0 } name ? "." + name : "";
        var port = int.TryParse(environment($"{upper}_SERVICE_PORT"), CultureInfo.InvariantCulture, out var number) ? number : 9080;
        return new Uri($"http://{host}{domain}:{port}/");
    }

    private static async Task<Stream> ConnectAsync(DnsEndPoint endpoint, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var variable = environment(endpoint.Host.Split('.')[0].ToUpperInvariant().Replace('-', '_') + "_SERVICE_HOST");
        if (IPAddress.TryParse(variable, out var address))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellationToken);
            }
            catch (SocketException)
            {
                // The service may have been made anew under another address; DNS knows.
            }
        }

        return await ConnectAsync(endpoint, cancellationToken);
    }

    private static async Task<Stream> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
