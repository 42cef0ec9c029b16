using System.Net.WebSockets;
using k8s;
using k8s.Autorest;

namespace Sluice.Engine.Kubernetes;

/// <summary>A port of a pod.</summary>
internal sealed record PodPort(string Namespace, string Pod, int Port)
{
    private const string Protocol = "v4.channel.k8s.io";

    public override string ToString() => $"{Namespace}/{Pod}:{Port}";

    /// <summary>Asks for a page by HTTP, over a port-forward of the API server, which arrives at the pod from its own loopback.</summary>
    /// <returns>The status code and the body.</returns>
    /// <exception cref="EngineException">The pod cannot be reached.</exception>
    public async Task<(int Status, string Body)> GetAsync(k8s.Kubernetes client, string pathAndQuery, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, stop) => OpenAsync(client, stop) });
        try
        {
            using var response = await http.GetAsync(new Uri($"http://localhost:{Port}{pathAndQuery}"), cancellation);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException e)
        {
            throw new EngineException($"Port {Port} of pod {Namespace}/{Pod} does not answer: {e.InnerException?.Message ?? e.Message} Look at it: kubectl -n {Namespace} describe pod {Pod}", e);
        }
    }

    private async ValueTask<Stream> OpenAsync(k8s.Kubernetes client, CancellationToken cancellation)
    {
        WebSocket socket;
        try
        {
            socket = await client.WebSocketNamespacedPodPortForwardAsync(Pod, Namespace, [Port], Protocol, cancellationToken: cancellation);
        }
        catch (Exception e) when (e is WebSocketException or HttpOperationException)
        {
            throw new HttpRequestException($"the API server does not forward the port: {e.Message}", e);
        }

        // The demultiplexer owns the socket from here; its stream ends both.
        var channels = new StreamDemuxer(socket, StreamType.PortForward, ownsSocket: true);
        channels.Start();
        return new Channel(channels);
    }

    /// <summary>The data channel; disposing it ends the port-forward.</summary>
    private sealed class Channel(StreamDemuxer channels) : DelegatingStream(channels.GetStream((byte?)0, (byte?)0))
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                channels.Dispose();
            }
        }
    }
}
