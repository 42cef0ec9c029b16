using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Sluice.LocalCluster.ApiServer.Pods.Spdy;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>
/// Port forwarding as kubectl speaks it: SPDY, upgraded to or in the messages of a WebSocket; per connection an error stream and a data
/// stream of the same request id, whose headers name the port.
/// </summary>
internal sealed class SpdyPortForward(PodReference pod, INodeAgentEndpoint agent)
{
    public const string Protocol = "portforward.k8s.io";
    public const string Tunnel = "SPDY/3.1+" + Protocol;

    public async Task RunAsync(Stream transport, CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using var session = new SpdySession(transport);
        Task reading = session.RunAsync(stop.Token);
        var connections = new List<Task>();
        var halves = new Dictionary<string, SpdyStream>(StringComparer.Ordinal);
        await foreach (SpdyStream stream in session.Opened.ReadAllAsync(stop.Token).ConfigureAwait(false))
        {
            string id = stream.Header("requestID");
            if (!halves.Remove(id, out SpdyStream? other))
            {
                halves[id] = stream;
                continue;
            }

            (SpdyStream error, SpdyStream data) = stream.Header("streamType") == "data" ? (other, stream) : (stream, other);
            connections.RemoveAll(c => c.IsCompleted);
            connections.Add(ForwardAsync(error, data, stop.Token));
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([reading, .. connections]).ConfigureAwait(false);
    }

    private async Task ForwardAsync(SpdyStream error, SpdyStream data, CancellationToken cancellation)
    {
        try
        {
            if (!int.TryParse(data.Header("port"), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535)
            {
                await FailAsync(error, $"unable to forward: port \"{data.Header("port")}\" is not a number from 1 to 65535", cancellation).ConfigureAwait(false);
            }
            else
            {
                await RelayAsync(error, data, port, cancellation).ConfigureAwait(false);
            }

            await data.EndAsync(cancellation).ConfigureAwait(false);
            await error.EndAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The client has gone.
        }
    }

    private async Task RelayAsync(SpdyStream error, SpdyStream data, int port, CancellationToken cancellation)
    {
        Stream connection;
        try
        {
            connection = await agent.ConnectAsync(pod, port, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            await FailAsync(error, $"an error occurred forwarding {port}: {e.Message}", cancellation).ConfigureAwait(false);
            return;
        }

        await using (connection.ConfigureAwait(false))
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task upstream = SendAsync(data.Input, connection, ended.Token);
            var buffer = new byte[32 * 1024];
            try
            {
                int read;
                while ((read = await connection.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    await data.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                }
            }
            catch (IOException e)
            {
                await FailAsync(error, $"an error occurred forwarding {port}: {e.Message}", cancellation).ConfigureAwait(false);
            }

            await ended.CancelAsync().ConfigureAwait(false);
            await upstream.ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        try
        {
            await from.CopyToAsync(to, cancellation).ConfigureAwait(false);

            // The client has said everything; the program may still answer.
            (to as NetworkStream)?.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The program has closed the connection: reading from it tells.
        }
    }

    private static ValueTask FailAsync(SpdyStream error, string why, CancellationToken cancellation) => error.WriteAsync(Encoding.UTF8.GetBytes(why), cancellation);
}
