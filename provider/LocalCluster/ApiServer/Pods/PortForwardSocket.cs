using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Sluice.LocalCluster.ApiServer.Pods;

/// <summary>Port forwarding over a WebSocket: two channels per port, data and error, each opened with the port's number.</summary>
internal sealed class PortForwardSocket(WebSocket socket, PodReference pod, IReadOnlyList<int> ports) : IDisposable
{
    public const string Protocol = "v4.channel.k8s.io";

    private readonly Stream?[] _streams = new Stream?[ports.Count];
    private readonly SemaphoreSlim _sending = new(1);

    public async Task RunAsync(INodeAgentEndpoint agent, CancellationToken aborted)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var relays = new List<Task>();
        try
        {
            for (var i = 0; i < ports.Count; i++)
            {
                await OpenAsync(agent, i, stop.Token).ConfigureAwait(false);
                if (_streams[i] is { } stream)
                {
                    relays.Add(RelayAsync(stream, (byte)(2 * i), stop.Token));
                }
            }

            await ReceiveAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client has gone.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(relays).ConfigureAwait(false);
            foreach (var stream in _streams.OfType<Stream>())
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _sending.Dispose();

    private async Task OpenAsync(INodeAgentEndpoint agent, int index, CancellationToken cancellation)
    {
        var number = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)ports[index]);
        await SendAsync((byte)(2 * index), number, cancellation).ConfigureAwait(false);
        await SendAsync((byte)((2 * index) + 1), number, cancellation).ConfigureAwait(false);
        try
        {
            _streams[index] = await agent.ConnectAsync(pod, ports[index], cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            var text = Encoding.UTF8.GetBytes($"an error occurred forwarding {ports[index]}: {e.Message}");
            await SendAsync((byte)((2 * index) + 1), text, cancellation).ConfigureAwait(false);
        }
    }

    private async Task RelayAsync(Stream stream, byte channel, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                await SendAsync(channel, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or WebSocketException or ObjectDisposedException)
        {
            // One side has closed; the other notices.
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        var first = true;
        var channel = 0;
        while (true)
        {
            var frame = await socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
            if (frame.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var data = buffer.AsMemory(0, frame.Count);
            if (first && frame.Count > 0)
            {
                channel = data.Span[0];
                data = data[1..];
            }

            first = frame.EndOfMessage;
            if (channel % 2 == 0 && channel / 2 < _streams.Length && _streams[channel / 2] is { } stream && data.Length > 0)
            {
                await stream.WriteAsync(data, cancellation).ConfigureAwait(false);
                await stream.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var frame = new byte[data.Length + 1];
        frame[0] = channel;
        data.CopyTo(frame.AsMemory(1));
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
